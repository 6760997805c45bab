//! The order of an answer's rows.

use super::PlanError;
use crate::engine::answer::{Answer, SortTerm};
use crate::engine::partial::Partial;
use crate::wire::query::Order;

pub(super) fn check(order_by: &[Order], keys: usize, measures: usize) -> Result<(), PlanError> {
    for (i, order) in order_by.iter().enumerate() {
        let wrong = |part: &str, reason: &str| Err(PlanError::new(format!("order_by[{i}]{part}"), reason));
        match (order.measure, order.key) {
            (Some(measure), None) if measure >= measures => return wrong(".measure", "there is no such measure; positions count from 0"),
            (None, Some(key)) if key >= keys => return wrong(".key", "there is no such group key; positions count from 0"),
            (Some(_), None) | (None, Some(_)) => {}
            _ => return wrong("", "name either a measure or a key, by its position"),
        }
    }
    Ok(())
}

impl Partial {
    /// The answer of the query, [arranged](Answer::arrange).
    pub fn finish(&self, order_by: &[Order], limit: Option<usize>) -> Answer {
        let mut answer = self.answer();
        answer.arrange(order_by, limit);
        answer
    }
}

impl Answer {
    /// Sorts the rows by `order_by`, then by the keys, ascending and null last (null is last in descending order too); leaves the first `limit`
    /// of them. Rows must be in the order of the keys.
    pub fn arrange(&mut self, order_by: &[Order], limit: Option<usize>) {
        let term = |order: &Order| {
            let position = order.measure.map(|measure| self.keys + measure).or(order.key)?;
            Some(SortTerm { position, descending: order.descending })
        };
        let terms: Vec<SortTerm> = order_by.iter().filter_map(term).collect();
        if !terms.is_empty() {
            self.sort(&terms);
        }
        self.rows.truncate(limit.unwrap_or(usize::MAX));
    }
}
