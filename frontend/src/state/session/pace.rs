//! How often tiles are asked again while rows arrive: at once for the first rows and for the last of a load, else in intervals.

/// Between two rounds while loading.
pub const LOADING_MS: f64 = 200.0;
/// Between two rounds while rows are appended.
pub const LIVE_MS: f64 = 100.0;

/// What to do about new rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pacing {
    /// Ask now.
    Now,
    /// Ask after so many milliseconds, by [`Pace::timer`].
    In(u32),
    /// A timer is set already.
    Set,
}

/// When the last round was, and whether a timer is set for the next.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pace {
    last: Option<f64>,
    timer: bool,
}

impl Pace {
    /// New rows came at `now` (milliseconds), where rounds are `interval` apart; `last` if they are the last ones.
    pub fn rows(&mut self, now: f64, interval: f64, last: bool) -> Pacing {
        let since = self.last.map_or(f64::INFINITY, |round| now - round);
        if last || since >= interval {
            self.last = Some(now);
            return Pacing::Now;
        }
        if std::mem::replace(&mut self.timer, true) {
            return Pacing::Set;
        }
        // Between 0 and the interval.
        Pacing::In((interval - since).ceil() as u32)
    }

    /// The timer rang.
    pub fn timer(&mut self, now: f64) -> Pacing {
        self.timer = false;
        self.last = Some(now);
        Pacing::Now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rows_and_the_last_are_asked_for_at_once() {
        let mut pace = Pace::default();
        assert_eq!(pace.rows(1_000.0, LOADING_MS, false), Pacing::Now);
        assert_eq!(pace.rows(1_010.0, LOADING_MS, true), Pacing::Now);
    }

    #[test]
    fn rows_in_between_wait_for_one_timer() {
        let mut pace = Pace::default();
        pace.rows(1_000.0, LOADING_MS, false);
        assert_eq!(pace.rows(1_050.0, LOADING_MS, false), Pacing::In(150));
        assert_eq!(pace.rows(1_060.0, LOADING_MS, false), Pacing::Set);
        assert_eq!(pace.timer(1_200.0), Pacing::Now);
        assert_eq!(pace.rows(1_300.0, LOADING_MS, false), Pacing::In(100));
        assert_eq!(pace.rows(1_500.0, LOADING_MS, false), Pacing::Now);
    }

    #[test]
    fn appended_rows_are_asked_for_twice_as_often() {
        let mut pace = Pace::default();
        assert_eq!(pace.rows(1_000.0, LIVE_MS, false), Pacing::Now);
        assert_eq!(pace.rows(1_040.0, LIVE_MS, false), Pacing::In(60));
    }
}
