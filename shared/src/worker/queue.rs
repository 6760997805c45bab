//! What a worker has still to answer: the most urgent first, those of one urgency in their order. A question that nobody waits for any more
//! is taken out again. One that takes long is put back after each stride over the rows, so it gives way and can be taken out too.

use std::collections::VecDeque;

use super::protocol::{ToWorker, Urgency, asks_for};

/// Questions that wait.
#[derive(Debug, Default)]
pub struct Queue {
    waiting: VecDeque<ToWorker>,
}

impl Queue {
    /// Puts a question in.
    pub fn push(&mut self, question: ToWorker) {
        self.waiting.push_back(question);
    }

    /// Puts a question back that is answered in part: it goes on before the others of its urgency.
    pub fn put_back(&mut self, question: ToWorker) {
        self.waiting.push_front(question);
    }

    /// Takes the next question out.
    pub fn pop(&mut self) -> Option<ToWorker> {
        // The first of the least, which is what `min_by_key` gives.
        let (next, _) = self.waiting.iter().enumerate().min_by_key(|(_, question)| urgency(question))?;
        self.waiting.remove(next)
    }

    /// Takes the questions out that `whom`, or those who ask for it, have asked.
    pub fn cancel(&mut self, whom: &str) {
        let is_its = |question: &ToWorker| match question {
            ToWorker::Query { asker, .. } | ToWorker::Rows { asker, .. } | ToWorker::Sample { asker, .. } => asks_for(asker, whom),
            _ => false,
        };
        self.waiting.retain(|question| !is_its(question));
    }

    /// Has a question answered as one that is on the screen.
    pub fn hasten(&mut self, number: u64) {
        for question in &mut self.waiting {
            match question {
                ToWorker::Query { query, urgency, .. } | ToWorker::Rows { query, urgency, .. } | ToWorker::Sample { query, urgency, .. }
                    if *query == number =>
                {
                    *urgency = Urgency::Shown;
                }
                _ => {}
            }
        }
    }
}

fn urgency(question: &ToWorker) -> Urgency {
    match question {
        ToWorker::Query { urgency, .. } | ToWorker::Rows { urgency, .. } | ToWorker::Sample { urgency, .. } => *urgency,
        _ => Urgency::Shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::query::QuerySpec;
    use crate::wire::sample::{ReservoirSpec, SampleSpec};

    fn question(query: u64, urgency: Urgency) -> ToWorker {
        ToWorker::Query { query, asker: format!("t{query}:index"), urgency, spec: QuerySpec::default() }
    }

    fn order(queue: &mut Queue) -> Vec<u64> {
        std::iter::from_fn(|| queue.pop()).map(|question| if let ToWorker::Query { query, .. } = question { query } else { 0 }).collect()
    }

    #[test]
    fn what_is_on_the_screen_is_answered_first_and_in_order() {
        let mut queue = Queue::default();
        for (query, urgency) in [(1, Urgency::Hidden), (2, Urgency::Index), (3, Urgency::Shown), (4, Urgency::Hidden), (5, Urgency::Shown)] {
            queue.push(question(query, urgency));
        }
        assert_eq!(order(&mut queue), [3, 5, 2, 1, 4]);
    }

    #[test]
    fn a_question_whose_tile_comes_onto_the_screen_is_hastened() {
        let mut queue = Queue::default();
        (1..4).for_each(|query| queue.push(question(query, Urgency::Hidden)));
        queue.hasten(3);
        queue.hasten(9);
        assert_eq!(order(&mut queue), [3, 1, 2]);
    }

    #[test]
    fn a_cancelled_question_is_not_answered() {
        let mut queue = Queue::default();
        (1..4).for_each(|query| queue.push(question(query, Urgency::Index)));
        ["t2", "t9", "t", "t1:i"].iter().for_each(|whom| queue.cancel(whom));
        assert_eq!(order(&mut queue), [1, 3]);
    }

    #[test]
    fn rows_and_samples_are_taken_back_like_questions() {
        let mut queue = Queue::default();
        let (asker, urgency) = ("t1:line".to_owned(), Urgency::Shown);
        let spec = SampleSpec::Reservoir(ReservoirSpec { columns: Vec::new(), rows: 1, seed: 0, filters: Vec::new() });
        queue.push(ToWorker::Sample { query: 1, asker: asker.clone(), urgency, first_row: 0, spec });
        let (columns, filters) = (Vec::new(), Vec::new());
        queue.push(ToWorker::Rows { query: 2, asker, urgency, columns, filters, offset: 0, limit: 9, picture: None });
        queue.cancel("t2");
        assert_eq!(queue.waiting.len(), 2);
        queue.cancel("t1");
        assert_eq!(order(&mut queue), [0; 0]);
    }

    #[test]
    fn a_question_that_is_put_back_goes_on_before_its_like_and_after_what_is_more_urgent() {
        let mut queue = Queue::default();
        [(1, Urgency::Index), (2, Urgency::Index), (3, Urgency::Shown)].into_iter().for_each(|(query, urgency)| queue.push(question(query, urgency)));
        queue.put_back(question(4, Urgency::Index));
        assert_eq!(order(&mut queue), [3, 4, 1, 2]);
    }
}
