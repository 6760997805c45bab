//! The live stream of one dataset: whether it is on, and what follows when it ends.

use shared::wire::problem::{Code, Problem};

/// Between two attempts at most.
const LONGEST_MS: u32 = 15_000;
/// Before the first attempt.
const FIRST_MS: u32 = 500;

/// Whether new rows arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LiveState {
    /// It never did: rows are still loading, or the data can't grow.
    #[default]
    Off,
    /// They do.
    On,
    /// The person holds them back.
    Paused,
    /// The connection is lost and tried again.
    Reconnecting,
    /// It won't any more: the dataset is gone, or may not be seen any more.
    Ended,
}

/// What follows when a stream is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Follow again after so many milliseconds.
    Retry(u32),
    /// Load the dataset's newest version after so many milliseconds.
    Reload(u32),
    /// Nothing.
    Rest,
}

/// One dataset's stream.
#[derive(Clone, Copy, Debug, Default)]
pub struct LiveWork {
    /// Whether rows arrive.
    pub state: LiveState,
    /// Whether the rows after those that are loaded are followed.
    pub followed: bool,
    attempts: u32,
}

impl LiveWork {
    /// It is open.
    pub fn opened(&mut self) {
        self.state = LiveState::On;
    }

    /// Rows came: whatever was wrong is over.
    pub fn grew(&mut self) {
        self.attempts = 0;
    }

    /// No rows come any more. A stream that never opened was never there for the person either.
    pub fn failed(&mut self) {
        if self.state != LiveState::Off {
            self.state = LiveState::Ended;
        }
    }

    /// It is over, by itself.
    pub fn over(&mut self, problem: Option<&Problem>) -> Next {
        if self.state == LiveState::Paused {
            return Next::Rest;
        }
        let is_lasting = |problem: &Problem| (400..500).contains(&problem.status) && !matches!(problem.status, 408 | 425 | 429);
        match problem {
            Some(problem) if problem.code != Code::RowsReplaced && is_lasting(problem) => {
                self.failed();
                Next::Rest
            }
            Some(problem) if problem.code != Code::RowsReplaced => {
                self.state = LiveState::Reconnecting;
                Next::Retry(self.delay_ms())
            }
            _ => {
                self.state = LiveState::Reconnecting;
                // At once, unless it goes round in circles.
                Next::Reload(if self.attempts == 0 { self.delay_ms() / FIRST_MS } else { self.delay_ms() })
            }
        }
    }

    fn delay_ms(&mut self) -> u32 {
        let delay = FIRST_MS.saturating_mul(1 << self.attempts.min(5)).min(LONGEST_MS);
        self.attempts += 1;
        delay
    }
}

/// What the page says of several streams: the least good of them; what can't grow says nothing.
pub fn of_all(states: impl IntoIterator<Item = LiveState>) -> LiveState {
    let rank = |state: &LiveState| match state {
        LiveState::Off => 0,
        LiveState::Ended => 1,
        LiveState::On => 2,
        LiveState::Paused => 3,
        LiveState::Reconnecting => 4,
    };
    states.into_iter().max_by_key(rank).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(status: u16, code: Code) -> Problem {
        Problem { status, ..crate::net::trouble::problem(code, "", &[]) }
    }

    fn open() -> LiveWork {
        let mut work = LiveWork::default();
        work.opened();
        work
    }

    #[test]
    fn a_lost_connection_is_tried_again_at_growing_intervals() {
        let mut work = open();
        let lost = crate::net::trouble::network();
        let delays: Vec<Next> = (0..8).map(|_| work.over(Some(&lost))).collect();
        assert_eq!(delays[..3], [Next::Retry(500), Next::Retry(1_000), Next::Retry(2_000)]);
        assert_eq!((delays[7], work.state), (Next::Retry(15_000), LiveState::Reconnecting));
        work.opened();
        work.grew();
        assert_eq!(work.over(Some(&lost)), Next::Retry(500));
    }

    #[test]
    fn replaced_rows_are_loaded_again_but_not_in_circles() {
        let mut work = open();
        assert_eq!(work.over(None), Next::Reload(1));
        assert_eq!(work.over(Some(&problem(409, Code::RowsReplaced))), Next::Reload(1_000));
    }

    #[test]
    fn what_is_gone_ends_it_and_what_never_was_stays_off() {
        let mut work = open();
        assert_eq!((work.over(Some(&problem(404, Code::NotFound))), work.state), (Next::Rest, LiveState::Ended));
        let mut never = LiveWork::default();
        assert_eq!((never.over(Some(&problem(404, Code::NotFound))), never.state), (Next::Rest, LiveState::Off));
    }

    #[test]
    fn a_stream_ends_with_the_workers_that_failed() {
        let mut work = open();
        work.failed();
        assert_eq!(work.state, LiveState::Ended);
        let mut never = LiveWork::default();
        never.failed();
        assert_eq!(never.state, LiveState::Off);
    }

    #[test]
    fn while_paused_nothing_is_tried() {
        let mut work = open();
        work.state = LiveState::Paused;
        assert_eq!((work.over(Some(&crate::net::trouble::network())), work.state), (Next::Rest, LiveState::Paused));
    }

    #[test]
    fn several_streams_are_as_good_as_the_least() {
        assert_eq!(of_all([LiveState::On, LiveState::Reconnecting, LiveState::Off]), LiveState::Reconnecting);
        assert_eq!(of_all([LiveState::On, LiveState::Ended]), LiveState::On);
        assert_eq!(of_all([]), LiveState::Off);
    }
}
