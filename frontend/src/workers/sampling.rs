//! A sample of all rows of a pool: its ranges are asked first if they are not given, then each worker's part is merged.

use futures::future::join_all;
use shared::engine::sample::Sample;
use shared::engine::value::Value;
use shared::wire::problem::Problem;
use shared::wire::query::QuerySpec;
use shared::wire::sample::SampleSpec;
use shared::worker::protocol::Urgency;

use super::pool::Pool;
use super::ranges;
use crate::net::trouble;

/// Takes a sample; gives it with what was asked for, ranges filled in. `asker` asks nothing else at the same time.
pub async fn sample(pool: &Pool, asker: &str, mut spec: SampleSpec) -> Result<(Sample, SampleSpec), Problem> {
    if let Err(problem) = fill(pool, asker, &mut spec).await {
        // The sample itself names what is wrong by the parts of its own spec.
        return merged(pool, &spec).await.and(Err(problem));
    }
    Ok((merged(pool, &spec).await?, spec))
}

/// Asks for the ranges that are missing, once more if they turn out to reach to infinity or NaN.
async fn fill(pool: &Pool, asker: &str, spec: &mut SampleSpec) -> Result<(), Problem> {
    let Some(question) = ranges::question(spec, &[]) else { return Ok(()) };
    let mut extremes = ask(pool, asker, question).await?;
    let uneven = ranges::uneven(spec, &extremes);
    if !uneven.is_empty()
        && let Some(question) = ranges::question(spec, &uneven)
    {
        extremes = ask(pool, asker, question).await?;
    }
    ranges::fill(spec, &extremes);
    Ok(())
}

/// The one row of an answer without keys.
async fn ask(pool: &Pool, asker: &str, question: QuerySpec) -> Result<Vec<Value>, Problem> {
    let answer = pool.query(asker, question, Urgency::Shown).await.unwrap_or_else(|| Err(trouble::worker("it dropped a question")))?;
    Ok(answer.answer.rows.into_iter().next().unwrap_or_default())
}

/// Every worker's part, merged.
async fn merged(pool: &Pool, spec: &SampleSpec) -> Result<Sample, Problem> {
    // A pool that was closed has no workers, and says so when it is asked.
    let asked = (0..pool.workers().max(1)).map(|worker| pool.sample(worker, spec.clone()));
    let mut merged: Option<Sample> = None;
    for share in join_all(asked).await {
        let share = share.unwrap_or_else(|| Err(trouble::worker("it dropped a question")))?;
        let part = Sample::from_bytes(&share.sample).map_err(|error| trouble::worker(&error.to_string()))?;
        match &mut merged {
            Some(merged) => merged.merge(&part),
            None => merged = Some(part),
        }
    }
    merged.ok_or_else(|| trouble::worker("it dropped a question"))
}
