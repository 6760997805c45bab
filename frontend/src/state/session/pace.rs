//! How often tiles are asked again while rows arrive: at once for the first rows and for the last, else every 200 ms.

/// Between two rounds while loading.
const INTERVAL_MS: f64 = 200.0;

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
    /// New rows came at `now` (milliseconds); `last` if they are the last ones.
    pub fn rows(&mut self, now: f64, last: bool) -> Pacing {
        let since = self.last.map_or(f64::INFINITY, |round| now - round);
        if last || since >= INTERVAL_MS {
            self.last = Some(now);
            return Pacing::Now;
        }
        if std::mem::replace(&mut self.timer, true) {
            return Pacing::Set;
        }
        // Between 0 and 200.
        Pacing::In((INTERVAL_MS - since).ceil() as u32)
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
        assert_eq!(pace.rows(1_000.0, false), Pacing::Now);
        assert_eq!(pace.rows(1_010.0, true), Pacing::Now);
    }

    #[test]
    fn rows_in_between_wait_for_one_timer() {
        let mut pace = Pace::default();
        pace.rows(1_000.0, false);
        assert_eq!(pace.rows(1_050.0, false), Pacing::In(150));
        assert_eq!(pace.rows(1_060.0, false), Pacing::Set);
        assert_eq!(pace.timer(1_200.0), Pacing::Now);
        assert_eq!(pace.rows(1_300.0, false), Pacing::In(100));
        assert_eq!(pace.rows(1_500.0, false), Pacing::Now);
    }
}
