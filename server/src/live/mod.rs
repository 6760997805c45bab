//! The live tail of a dataset: the batches of every append as it lands, to any number of readers, each commit encoded once.
//!
//! Text travels as plain strings here, because a dictionary that grows would depend on where a reader began. A commit's bytes are
//! the same for everyone who asked for the same columns, so they are kept and shared.

mod encodings;
mod tail;

pub(crate) use encodings::Encodings;

use std::sync::Arc;

use arrow_schema::{Field, Schema, SchemaRef};
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use shared::wire::dataset::Dataset;
use shared::wire::problem::Code;
use url::form_urlencoded;

use crate::app::App;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::storage::field::StoredField;
use crate::storage::{Snapshot, StorageError};
use crate::stream::StreamError;
use crate::stream::encode::Encoder;
use crate::stream::request::{Shown, positions};
use tail::Tail;

/// What a reader of the tail asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LiveRequest {
    /// Positions in the dataset's columns, in the order asked for.
    pub(crate) columns: Vec<usize>,
    /// Commits after this version are sent.
    pub(crate) after: u64,
    /// Of their rows, so many are left out: a reader that was cut off has them.
    pub(crate) skip: u64,
}

impl LiveRequest {
    /// Parses `columns=a,b`, `column=a&column=b`, `after=` (the latest version if not given) and `skip=`.
    pub(crate) fn parse(query: Option<&str>, dataset: &Dataset, shown: Shown<'_>) -> Answer<Self> {
        let mut names = Vec::new();
        let (mut after, mut skip) = (dataset.version, 0);
        let number = |name: &str, value: &str| value.parse().map_err(|_| Failure::invalid(name, "give a whole number, such as 0"));
        for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match key.as_ref() {
                "column" => names.push(value.into_owned()),
                "columns" => names.extend(value.split(',').filter(|name| !name.is_empty()).map(str::to_owned)),
                "after" => after = number("after", &value)?,
                "skip" => skip = number("skip", &value)?,
                other => return Err(Failure::invalid(other, "there is no such parameter; there are columns, column, after and skip")),
            }
        }
        if after > dataset.version {
            return Err(Failure::invalid("after", format!("the latest version is {}", dataset.version)));
        }
        Ok(LiveRequest { columns: positions(&names, &dataset.columns, shown)?, after, skip })
    }
}

/// Whether the reader may go on, asked from time to time.
#[derive(Clone, Debug)]
pub(crate) enum Permit {
    /// Always.
    Owner,
    /// As long as this link holds and its dashboard draws these columns of the dataset.
    Link { token: String, columns: Vec<String> },
}

impl Permit {
    /// The same for the columns that are sent.
    fn of(self, sent: Vec<String>) -> Self {
        match self {
            Permit::Owner => Permit::Owner,
            Permit::Link { token, .. } => Permit::Link { token, columns: sent },
        }
    }

    async fn holds(&self, app: &App, dataset: &str) -> bool {
        let Permit::Link { token, columns } = self else { return true };
        let link = app.catalog.open_link(token).await;
        link.is_ok_and(|link| {
            let drawn = link.dashboard.columns(dataset);
            columns.iter().all(|name| drawn.contains(name.as_str()))
        })
    }
}

/// The bytes of the tail: the schema at once, then each append's batches as they land. It ends with the end marker when the rows
/// before are replaced, when the dataset or the permit is gone, and when the server stops.
///
/// # Errors
/// `RowsReplaced` if the rows were replaced since `after`.
pub(crate) async fn open(
    app: &App,
    dataset: &Dataset,
    request: LiveRequest,
    permit: Permit,
) -> Answer<impl Stream<Item = Result<Bytes, StreamError>> + use<>> {
    let snapshot = app.storage.snapshot(&dataset.id, dataset.version).await?;
    let permit = permit.of(request.columns.iter().map(|&at| snapshot.fields[at].name.clone()).collect());
    let schema = schema(&snapshot.fields, &request.columns);
    let mut encoder = Encoder::new(&schema).map_err(|error| Failure::internal(&error))?;
    let head = encoder.take();
    let end = encoder.finish().map_err(|error| Failure::internal(&error))?;
    // Said before the first byte where it can be.
    commits::appended(app, &dataset.id, request.after, dataset.version).await.map_err(load_anew)?;
    // A tail may stay open for weeks, and needs no file of the version that it began at.
    let columns_only = Snapshot { dataset: dataset.id.clone(), version: snapshot.version, fields: snapshot.fields.clone(), files: Vec::new() };
    let snapshot = Arc::new(columns_only);
    let tail = Tail::new(app, &snapshot, request, permit, schema);
    let body = stream::unfold(Some(tail), move |tail| {
        let end = end.clone();
        async move {
            let mut tail = tail?;
            match tail.next().await {
                Ok(Some(bytes)) => Some((Ok(bytes), Some(tail))),
                Ok(None) => Some((Ok(end), None)),
                Err(error) => {
                    tracing::error!("a live stream broke off: {error}");
                    Some((Err(error), None))
                }
            }
        }
    });
    Ok(stream::iter([Ok(head)]).chain(body))
}

/// Whoever follows from too long ago loads the dataset anew, as after a replacement.
fn load_anew(failure: Failure) -> Failure {
    if failure.is(Code::VersionGone) { StorageError::RowsReplaced.into() } else { failure }
}

fn schema(fields: &[StoredField], columns: &[usize]) -> SchemaRef {
    let fields = columns.iter().map(|&at| Field::new(&fields[at].name, fields[at].logical.clone(), fields[at].nullable));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}
