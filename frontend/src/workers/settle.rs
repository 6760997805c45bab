//! Questions whose bins depend on the rows: the pool asks first what it needs to know.

use std::cell::RefCell;
use std::collections::HashMap;

use shared::engine::bin::zone;
use shared::engine::plan::settle;
use shared::wire::problem::{Code, Problem};
use shared::wire::query::QuerySpec;
use shared::worker::protocol::Urgency;

use super::gather::Merged;
use super::pool::Pool;
use crate::js::zone::offset_at;

impl Pool {
    /// Asks all workers for what an answer is made of. Nothing comes back if the same asker has asked again since.
    pub async fn merged(&self, asker: &str, spec: QuerySpec, urgency: Urgency) -> Option<Result<Merged, Problem>> {
        match self.settled(asker, spec, urgency).await? {
            Ok(spec) => self.sent(asker, spec, urgency).await,
            Err(problem) => Some(Err(problem)),
        }
    }

    /// The question with every bin settled, by the rows that there are now. Nothing comes back if the same asker has asked again since.
    pub async fn settled(&self, asker: &str, spec: QuerySpec, urgency: Urgency) -> Option<Result<QuerySpec, Problem>> {
        let turn = self.turn(asker);
        let needs = match settle::needs(&spec) {
            Ok(needs) if needs.is_empty() => return Some(Ok(spec)),
            Ok(needs) => needs,
            Err(error) => return Some(Err(error.into())),
        };
        let mut answers = Vec::with_capacity(needs.len());
        for (at, need) in needs.iter().enumerate() {
            // Askers of their own: workers keep the last result of each.
            match self.sent(&format!("{asker}:bins{at}"), need.question.clone(), urgency).await? {
                Ok(merged) => answers.push(merged.finish(&need.question).answer),
                Err(problem) => return Some(Err(blamed(&spec, need, problem))),
            }
        }
        (self.is_turn(asker, turn)).then(|| settle::settle(&spec, &needs, &answers, offsets).map_err(Problem::from))
    }
}

/// The offsets of a zone in a range.
type Offsets = HashMap<(String, [i64; 2]), Vec<[i64; 2]>>;

thread_local! {
    /// Of zones and ranges that were asked before: the browser is asked once a day of the range, which takes a while.
    static KNOWN: RefCell<Offsets> = RefCell::default();
}

/// The offsets of a zone, asked of the browser.
fn offsets(name: &str, range: [i64; 2]) -> Option<Vec<[i64; 2]>> {
    let key = (name.to_owned(), range);
    if let Some(known) = KNOWN.with_borrow(|known| known.get(&key).cloned()) {
        return Some(known);
    }
    let offsets = zone::offsets(range, offset_at(name)?);
    KNOWN.with_borrow_mut(|known| known.insert(key, offsets.clone()));
    Some(offsets)
}

/// What is wrong with a question that nobody asked, as what is wrong with the one that was.
fn blamed(spec: &QuerySpec, need: &settle::Need, problem: Problem) -> Problem {
    if problem.code != Code::InvalidQuery {
        return problem;
    }
    let (field, reason) = (need.blame(problem.param("field"), spec), problem.param("reason").to_owned());
    Problem {
        detail: format!("The query's {field} is wrong: {reason}."),
        params: [("field".into(), field), ("reason".into(), reason)].into(),
        ..problem
    }
}
