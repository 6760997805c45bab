//! A sample of all rows of a pool: its ranges are asked first if they are not given, then each worker's part is merged.

use futures::future::join_all;
use shared::engine::answer::Answer;
use shared::engine::plan::ranges;
use shared::engine::sample::Sample;
use shared::engine::value::Value;
use shared::wire::problem::Problem;
use shared::wire::query::QuerySpec;
use shared::wire::sample::{M4Spec, SampleSpec};
use shared::worker::protocol::Urgency;

use super::gather::Gathered;
use super::pool::Pool;
use crate::net::trouble;

/// Takes a sample; gives it with what was asked for, ranges filled in. `asker` asks nothing else at the same time.
pub async fn sample(pool: &Pool, asker: &str, mut spec: SampleSpec, urgency: Urgency) -> Result<(Sample, SampleSpec), Problem> {
    if let Err(problem) = fill(pool, asker, &mut spec, urgency).await {
        // The sample itself names what is wrong by the parts of its own spec.
        return merged(pool, asker, &spec, urgency).await.and(Err(problem));
    }
    Ok((merged(pool, asker, &spec, urgency).await?, spec))
}

/// The points of a line as [`super::executor::Executor::line`] has them, and how many rows it has at least gone through.
pub(super) async fn line(pool: &Pool, tile: &str, spec: M4Spec, urgency: Urgency) -> Result<Gathered, Problem> {
    let progress = pool.progress();
    // Workers keep one sample per asker: the line through all rows, and the one through those that pass.
    let asker = if spec.filters.is_empty() { format!("{tile}:line") } else { passing(tile) };
    let (Sample::M4(line), _) = sample(pool, &asker, SampleSpec::M4(spec), urgency).await? else {
        return Err(trouble::worker("it answered something else"));
    };
    let unplaced = (line.missing > 0).then(|| vec![Value::Null, Value::Int(line.missing.into())]);
    let rows = line.points().into_iter().map(Vec::from).chain(unplaced).collect();
    Ok(Gathered { answer: Answer { keys: 1, rows }, rows: progress.rows(), complete: progress.is_complete() })
}

/// Who asks for a tile's line through the rows that pass.
pub(super) fn passing(tile: &str) -> String {
    format!("{tile}:line:passing")
}

/// Asks for the ranges that are missing, once more if they turn out to reach to infinity or NaN.
async fn fill(pool: &Pool, asker: &str, spec: &mut SampleSpec, urgency: Urgency) -> Result<(), Problem> {
    let Some(question) = ranges::question(spec, &[]) else { return Ok(()) };
    let mut extremes = ask(pool, asker, question, urgency).await?;
    let uneven = ranges::uneven(spec, &extremes);
    if !uneven.is_empty()
        && let Some(question) = ranges::question(spec, &uneven)
    {
        extremes = ask(pool, asker, question, urgency).await?;
    }
    ranges::fill(spec, &extremes);
    Ok(())
}

/// The one row of an answer without keys.
async fn ask(pool: &Pool, asker: &str, question: QuerySpec, urgency: Urgency) -> Result<Vec<Value>, Problem> {
    let answer = pool.query(asker, question, urgency).await.unwrap_or_else(|| Err(trouble::worker("it dropped a question")))?;
    Ok(answer.answer.rows.into_iter().next().unwrap_or_default())
}

/// Every worker's part, merged; a worker that doesn't know yet which columns there are has none.
async fn merged(pool: &Pool, asker: &str, spec: &SampleSpec, urgency: Urgency) -> Result<Sample, Problem> {
    // A pool that was closed has no workers, and says so when it is asked.
    let asked = (0..pool.workers().max(1)).map(|worker| pool.sample(asker, worker, spec.clone(), urgency));
    let mut merged: Option<Sample> = None;
    for share in join_all(asked).await {
        let share = share.unwrap_or_else(|| Err(trouble::worker("it dropped a question")))?;
        if share.sample.is_empty() {
            continue;
        }
        let part = Sample::from_bytes(&share.sample).map_err(|error| trouble::worker(&error.to_string()))?;
        match &mut merged {
            Some(merged) => merged.merge(&part),
            None => merged = Some(part),
        }
    }
    merged.ok_or_else(|| trouble::worker("it dropped a question"))
}
