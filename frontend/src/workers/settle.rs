//! Questions whose bins depend on the rows: the pool asks first what it needs to know.

use shared::engine::plan::settle;
use shared::wire::problem::{Code, Problem};
use shared::wire::query::QuerySpec;
use shared::worker::protocol::Urgency;

use super::gather::Merged;
use super::pool::Pool;
use super::zones::offsets;

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
        let spec = self.0.borrow().source.zones.settled(&spec);
        let needs = match settle::needs(&spec, |column| self.0.borrow().source.zones.scale(column)) {
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
