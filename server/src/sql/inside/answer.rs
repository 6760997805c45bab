//! An answer into a file or into the Parquet files of a commit.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{Schema, SchemaRef};
use datafusion::dataframe::DataFrame;
use datafusion::execution::SendableRecordBatchStream;
use futures::StreamExt;
use shared::wire::column_type::type_word;
use shared::wire::dataset::Column;
use shared::wire::query::QuerySpec;

use super::super::error::SqlError;
use super::super::work::{AnswerFormat, Budget, Output, QueryOutput};
use super::binned::Binned;
use super::{explain, json};
use crate::export::cell::text;
use crate::ingest::{IngestError, TableWriter};
use crate::storage::field::{StoredField, UniqueNames, to_normal};

/// The most that an answer may have; a table may have more.
const ANSWER_ROWS: u64 = 1_000_000;
const ANSWER_BYTES: u64 = 256 << 20;

/// What a reader learns beside the rows.
pub(super) struct Header {
    /// The columns' names.
    pub(super) names: Vec<String>,
    /// Columns of floats whose exact values, where these have other digits, are in the columns behind all others: what is written as text has those.
    pub(super) exact: Vec<usize>,
    /// The settled question, whose bins are told in JSON; without keys if there was none.
    pub(super) spec: QuerySpec,
}

/// The columns' names: as the statement gives them.
pub(super) fn names(frame: &DataFrame) -> Vec<String> {
    frame.schema().fields().iter().map(|field| field.name().clone()).collect()
}

/// Writes all batches.
pub(super) async fn write(
    mut batches: SendableRecordBatchStream,
    header: Header,
    output: &Output,
    budget: &Budget,
    say: &mut dyn FnMut(u64),
) -> Result<QueryOutput, SqlError> {
    let exact = header.exact.clone();
    let mut sink = Sink::open(&batches.schema(), header, output)?;
    let mut rows = 0;
    while let Some(batch) = batches.next().await {
        let batch = batch.map_err(|error| explain::explained(error, budget))?;
        rows += batch.num_rows() as u64;
        let shown: Vec<usize> = (0..batch.num_columns() - exact.len()).collect();
        let exact: Exact = exact.iter().copied().zip(batch.columns().iter().skip(shown.len()).cloned()).collect();
        sink.write(&batch.project(&shown).map_err(IngestError::from)?, &exact, rows)?;
        say(rows);
    }
    let parsed = match sink {
        Sink::Table(writer) => Some(writer.finish()?),
        Sink::Answer(answer) => {
            answer.finish()?;
            None
        }
    };
    Ok(QueryOutput { inputs: Vec::new(), rows, parsed })
}

/// Columns of floats, and the columns of their exact values.
type Exact = Vec<(usize, ArrayRef)>;

/// The column that has a cell's own digits.
pub(super) fn own<'a>(batch: &'a RecordBatch, exact: &'a [(usize, ArrayRef)], at: usize, row: usize) -> &'a dyn Array {
    let own = exact.iter().find(|(of, column)| *of == at && column.is_valid(row));
    own.map_or(batch.column(at), |(_, column)| column)
}

enum Sink {
    Table(Box<TableWriter>),
    Answer(Box<Answer>),
}

impl Sink {
    fn open(schema: &SchemaRef, header: Header, output: &Output) -> Result<Self, SqlError> {
        match output {
            Output::Table(folder) => {
                let mut unique = UniqueNames::default();
                let names: Vec<String> = header.names.iter().map(|name| unique.claim(name)).collect();
                Ok(Sink::Table(Box::new(TableWriter::new(folder, plan(schema, &names)?))))
            }
            Output::Answer { file, format } => {
                let fields = plan(schema, &header.names)?;
                Ok(Sink::Answer(Box::new(Answer::open(file, *format, fields, header)?)))
            }
        }
    }

    fn write(&mut self, batch: &RecordBatch, exact: &[(usize, ArrayRef)], rows: u64) -> Result<(), SqlError> {
        match self {
            Sink::Table(writer) => Ok(writer.write(batch)?),
            Sink::Answer(_) if rows > ANSWER_ROWS => {
                Err(SqlError::invalid(format!("the answer has more than {ANSWER_ROWS} rows; add a LIMIT, or save it as a dataset")))
            }
            Sink::Answer(answer) => answer.write(batch, exact),
        }
    }
}

/// The columns in logical types.
fn plan(schema: &SchemaRef, names: &[String]) -> Result<Vec<StoredField>, SqlError> {
    let columns: Vec<_> =
        names.iter().zip(schema.fields()).map(|(name, field)| (name.clone(), field.data_type().clone(), field.is_nullable())).collect();
    StoredField::plan(&columns).map_err(|(at, unsupported)| {
        let word = type_word(&unsupported.0);
        SqlError::invalid(format!("column \"{}\" has the type {word}, which has no place in a table; cast it to another", columns[at].0))
    })
}

/// One file.
struct Answer {
    fields: Vec<StoredField>,
    schema: SchemaRef,
    writer: Writer,
    bytes: u64,
}

enum Writer {
    Json(json::JsonRows<BufWriter<File>>, Binned),
    Arrow(Box<StreamWriter<BufWriter<File>>>),
    Csv(Box<csv::Writer<BufWriter<File>>>),
}

impl Answer {
    fn open(file: &Path, format: AnswerFormat, fields: Vec<StoredField>, header: Header) -> Result<Self, SqlError> {
        let fields_shown: Vec<_> = fields.iter().map(|f| arrow_schema::Field::new(&f.name, f.logical.clone(), f.nullable)).collect();
        let schema = Arc::new(Schema::new(fields_shown));
        let file = BufWriter::with_capacity(256 << 10, File::create_new(file)?);
        let writer = match format {
            AnswerFormat::Json => {
                let column = |f: &StoredField| Column { name: f.name.clone(), r#type: type_word(&f.logical), nullable: f.nullable };
                Writer::Json(json::JsonRows::open(file, &fields.iter().map(column).collect::<Vec<_>>())?, Binned::of(header.spec))
            }
            AnswerFormat::Arrow => Writer::Arrow(Box::new(StreamWriter::try_new(file, &schema).map_err(IngestError::from)?)),
            AnswerFormat::Csv => {
                let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
                writer.write_record(fields.iter().map(|f| f.name.as_str())).map_err(written)?;
                Writer::Csv(Box::new(writer))
            }
        };
        Ok(Answer { fields, schema, writer, bytes: 0 })
    }

    fn write(&mut self, batch: &RecordBatch, exact: &[(usize, ArrayRef)]) -> Result<(), SqlError> {
        let normal = to_normal(batch, &self.fields).map_err(IngestError::from)?;
        let normal = normal.with_schema(Arc::clone(&self.schema)).map_err(IngestError::from)?;
        self.bytes += normal.columns().iter().map(|c| c.to_data().get_slice_memory_size().unwrap_or_default() as u64).sum::<u64>();
        if self.bytes > ANSWER_BYTES {
            let mib = ANSWER_BYTES >> 20;
            return Err(SqlError::invalid(format!("the answer is larger than {mib} MiB; ask for fewer rows or columns, or save it as a dataset")));
        }
        match &mut self.writer {
            Writer::Json(writer, binned) => {
                binned.take(&normal);
                Ok(writer.write(&normal, exact)?)
            }
            Writer::Arrow(writer) => Ok(writer.write(&normal).map_err(IngestError::from)?),
            Writer::Csv(writer) => {
                for row in 0..normal.num_rows() {
                    let cells = (0..normal.num_columns()).map(|at| text(own(&normal, exact, at, row), row));
                    writer.write_record(cells).map_err(written)?;
                }
                Ok(())
            }
        }
    }

    fn finish(self) -> Result<(), SqlError> {
        match self.writer {
            Writer::Json(writer, binned) => writer.finish(&binned.told())?,
            Writer::Arrow(mut writer) => writer.finish().map_err(IngestError::from)?,
            Writer::Csv(mut writer) => writer.flush()?,
        }
        Ok(())
    }
}

fn written(error: csv::Error) -> SqlError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => SqlError::Internal { reason: format!("the answer can't be written: {other:?}") },
    }
}
