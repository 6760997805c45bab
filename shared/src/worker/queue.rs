//! What a worker has still to answer: the most urgent first, those of one urgency in their order. A question that nobody waits for any more
//! is taken out again; one that is being answered is short, so it is not interrupted.

use std::collections::VecDeque;

use super::protocol::{ToWorker, Urgency};

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

    /// Takes the next question out.
    pub fn pop(&mut self) -> Option<ToWorker> {
        // The first of the least, which is what `min_by_key` gives.
        let (next, _) = self.waiting.iter().enumerate().min_by_key(|(_, question)| urgency(question))?;
        self.waiting.remove(next)
    }

    /// Takes a question out that nobody waits for any more.
    pub fn cancel(&mut self, number: u64) {
        self.waiting.retain(|question| number_of(question) != Some(number));
    }

    /// Has a question answered as one that is on the screen.
    pub fn hasten(&mut self, number: u64) {
        for question in &mut self.waiting {
            match question {
                ToWorker::Query { query, urgency, .. } | ToWorker::Rows { query, urgency, .. } if *query == number => *urgency = Urgency::Shown,
                _ => {}
            }
        }
    }
}

fn number_of(question: &ToWorker) -> Option<u64> {
    match question {
        ToWorker::Query { query, .. } | ToWorker::Rows { query, .. } | ToWorker::Sample { query, .. } => Some(*query),
        _ => None,
    }
}

fn urgency(question: &ToWorker) -> Urgency {
    match question {
        ToWorker::Query { urgency, .. } | ToWorker::Rows { urgency, .. } => *urgency,
        _ => Urgency::Shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::query::QuerySpec;

    fn question(query: u64, urgency: Urgency) -> ToWorker {
        ToWorker::Query { query, asker: "t".into(), urgency, spec: QuerySpec::default() }
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
        queue.cancel(2);
        queue.cancel(9);
        assert_eq!(order(&mut queue), [1, 3]);
    }
}
