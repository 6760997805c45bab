//! One file from bytes to Parquet: sniff, read, name, profile, write.

use std::fs::File;
use std::io::Read;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use shared::wire::column_type::type_word;
use shared::wire::dataset::{ImportReport, Notice};
use shared::wire::import::ImportPhase;

use super::error::shortened;
use super::profile::Profiler;
use super::sniff::{self, Format, HEAD_BYTES};
use super::table::{BATCH_ROWS, OnProgress, Table};
use super::write::PartWriter;
use super::{IngestError, ParseRequest, Parsed, arrow, csv, days, json, names, parquet};
use crate::storage::field::{StoredField, to_normal, to_stored};

/// Reads `request.input` and writes its rows into `request.output`.
pub(super) fn import(request: &ParseRequest, on_progress: OnProgress) -> Result<Parsed, IngestError> {
    let mut head = Vec::new();
    File::open(&request.input)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    let format = sniff::format(&head, &request.file_name)?;
    let Table { schema, batches, mut report } = read(format, request, on_progress)?;
    report.format = format.word().to_owned();
    report.notices.extend(sniff::other_format(format, &request.file_name));

    let fields = plan(&schema, request.limits.columns, &mut report)?;
    let mut profiler = Profiler::new(&fields);
    let mut writer = PartWriter::new(&request.output, &fields);
    for batch in batches {
        for slice in slices(&batch?) {
            let normal = to_normal(&slice, &fields).map_err(|e| IngestError::damaged(format.word(), &e))?;
            profiler.add(&normal);
            writer.write(&to_stored(&normal, &fields).map_err(|e| IngestError::damaged(format.word(), &e))?)?;
            on_progress(ImportPhase::Reading, profiler.rows());
        }
    }
    let (rows, profile) = (profiler.rows(), profiler.finish());
    if rows == 0 {
        report.notices.push(Notice::NoRows);
    }
    Ok(Parsed { fields, files: writer.finish()?, rows, profile, import: report })
}

fn read(format: Format, request: &ParseRequest, on_progress: OnProgress) -> Result<Table, IngestError> {
    match format {
        Format::Csv => csv::read(&request.input, &request.limits, on_progress),
        Format::Ndjson => json::read(&request.input, &request.limits, on_progress),
        Format::Parquet => days::with_times(|| parquet::read(&request.input)),
        Format::ArrowFile => days::with_times(|| arrow::read_file(&request.input)),
        Format::ArrowStream => days::with_times(|| arrow::read_stream(&request.input)),
    }
}

/// The columns' two forms; renamed columns are noticed.
fn plan(schema: &SchemaRef, limit: u64, report: &mut ImportReport) -> Result<Vec<StoredField>, IngestError> {
    let columns = schema.fields().len() as u64;
    if columns > limit {
        return Err(IngestError::TooManyColumns { columns, limit });
    }
    if columns == 0 {
        return Err(IngestError::NoColumns);
    }
    let (shown, renamed) = names::shown(schema.fields().iter().map(|f| f.name().as_str()));
    report.notices.extend(renamed);
    let columns: Vec<_> = shown.into_iter().zip(schema.fields()).map(|(name, f)| (name, f.data_type().clone(), f.is_nullable())).collect();
    StoredField::plan(&columns).map_err(|(position, unsupported)| IngestError::UnsupportedType {
        column: shortened(&columns[position].0),
        type_word: type_word(&unsupported.0),
    })
}

/// The batch in pieces of at most [`BATCH_ROWS`] rows: files may hold one batch of all their rows.
fn slices(batch: &RecordBatch) -> impl Iterator<Item = RecordBatch> + '_ {
    (0..batch.num_rows()).step_by(BATCH_ROWS).map(|start| batch.slice(start, BATCH_ROWS.min(batch.num_rows() - start)))
}
