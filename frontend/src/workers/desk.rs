//! Who asks: at most one question of an asker is under way, and of those that wait only the latest is kept. So a brush that is
//! dragged faster than the answers come builds no queue.

use std::collections::{BTreeMap, BTreeSet};

use shared::worker::protocol::asks_for;

/// Questions by asker.
#[derive(Debug)]
pub struct Desk<Q> {
    busy: BTreeSet<String>,
    waiting: BTreeMap<String, Q>,
}

impl<Q> Default for Desk<Q> {
    fn default() -> Self {
        Desk { busy: BTreeSet::new(), waiting: BTreeMap::new() }
    }
}

impl<Q> Desk<Q> {
    /// A new question: it comes back if it is to be asked now; else it waits and whatever waited before is dropped.
    pub fn offer(&mut self, asker: &str, question: Q) -> Option<Q> {
        if self.busy.insert(asker.to_owned()) {
            return Some(question);
        }
        self.waiting.insert(asker.to_owned(), question);
        None
    }

    /// The question under way is answered: the one to ask next, if one waits.
    pub fn done(&mut self, asker: &str) -> Option<Q> {
        let next = self.waiting.remove(asker);
        if next.is_none() {
            self.busy.remove(asker);
        }
        next
    }

    /// The questions that wait here, by asker.
    pub fn waiting_mut(&mut self) -> impl Iterator<Item = (&str, &mut Q)> {
        self.waiting.iter_mut().map(|(asker, question)| (asker.as_str(), question))
    }

    /// Forgets what `whom`, and those who ask for it, have asked.
    pub fn forget(&mut self, whom: &str) {
        self.busy.retain(|asker| !asks_for(asker, whom));
        self.waiting.retain(|asker, _| !asks_for(asker, whom));
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.busy.clear();
        self.waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_question_of_an_asker_is_under_way_and_the_latest_waits() {
        let mut desk = Desk::default();
        assert_eq!(desk.offer("t1", 1), Some(1));
        for question in 2..100 {
            assert_eq!(desk.offer("t1", question), None);
        }
        assert_eq!(desk.done("t1"), Some(99));
        assert_eq!(desk.done("t1"), None);
        assert_eq!(desk.offer("t1", 100), Some(100));
    }

    #[test]
    fn askers_do_not_wait_for_each_other() {
        let mut desk = Desk::default();
        assert_eq!(desk.offer("t1", 1), Some(1));
        assert_eq!(desk.offer("t2", 2), Some(2));
    }

    #[test]
    fn an_asker_that_is_forgotten_may_ask_at_once() {
        let mut desk = Desk::default();
        for asker in ["t1:index", "t1:index:bins0", "t1"] {
            desk.offer(asker, 1);
        }
        desk.forget("t1:index");
        assert_eq!(["t1:index", "t1:index:bins0", "t1"].map(|asker| desk.offer(asker, 2)), [Some(2), Some(2), None]);
    }

    #[test]
    fn a_question_asked_after_the_waiting_one_started_waits_in_turn() {
        let mut desk = Desk::default();
        desk.offer("t1", 1);
        desk.offer("t1", 2);
        assert_eq!(desk.done("t1"), Some(2));
        assert_eq!(desk.offer("t1", 3), None);
        assert_eq!(desk.done("t1"), Some(3));
    }
}
