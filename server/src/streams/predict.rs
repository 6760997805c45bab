//! A model's predictions for a dataset that grows: each step takes the rows of the new versions and appends them, with what is
//! predicted, together with the version that they came from.

use shared::wire::problem::Code;

use super::context::Context;
use super::fill::{Fill, count, gone_or};
use super::follow::next_version;
use crate::catalog::Fills;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::ml;
use crate::storage::DataFile;

/// Runs until the stream is to end or something is wrong.
pub(super) async fn run(ctx: &Context, dataset: &str, model: &str) -> Answer<()> {
    let mut target = Fill::open(ctx, Fills::Target, ctx.name.clone()).await?;
    let (taken, stored) = (format!("predict/{}", ctx.id), format!("rows/{}", ctx.id));
    let mut seen = target.counter(ctx, &taken).await?.map(i64::unsigned_abs);
    let mut rows = target.counter(ctx, &stored).await?.unwrap_or_default().unsigned_abs();
    loop {
        ctx.status(|status| status.rows = rows);
        let Some(input) = next_version(ctx, dataset, seen).await? else { return Ok(()) };
        let version = input.dataset.version;
        ctx.status(|status| status.lag = Some(version - seen.unwrap_or_default()));
        let snapshot = ctx.app.storage.snapshot(dataset, version).await?;
        let files: Vec<DataFile> = match seen {
            Some(seen) => commits::appended(&ctx.app, dataset, seen, version).await?.into_iter().flat_map(|appended| appended.files).collect(),
            None => snapshot.files.clone(),
        };
        if !files.is_empty() {
            let table = ctx.app.storage.table_ref(&snapshot, &files, "input").await?;
            let model = ctx.app.catalog.model(model).await.map_err(|error| gone_or(error, "model"))?;
            let (staging, parsed) = ml::predict_into(&ctx.app, &model, table).await?;
            if target.fields(ctx).await?.is_some_and(|fields| fields != parsed.fields) {
                let detail = "The dataset of the predictions has other columns than they. Make a new stream that fills a new dataset.";
                return Err(Failure::new(Code::ColumnMismatch, detail, vec![("column", String::new())]));
            }
            rows += parsed.rows;
            target.put(ctx, staging, parsed, vec![count(taken.clone(), version), count(stored.clone(), rows)]).await?;
        }
        seen = Some(version);
    }
}
