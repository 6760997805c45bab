//! One file from bytes to Parquet: unpack, sniff, read, name, profile, write; what was appended to it after it.

use std::cell::Cell;
use std::path::Path;

use arrow_array::RecordBatch;
use arrow_schema::{SchemaRef, TimeUnit};
use shared::wire::column_type::type_of;
use shared::wire::dataset::ImportReport;
use shared::wire::import::{ImportOptions, ImportPhase};
use tempfile::NamedTempFile;

use super::encoding::TextFile;
use super::error::shortened;
use super::folder::{self, Kind, Late};
use super::guess::{self, Guess, Guessing};
use super::rejected::{Found, RejectedWriter};
use super::sniff::{self, Format};
use super::table::{Batches, OnProgress, Table};
use super::table_writer::{self, TableWriter};
use super::unpack::Unpacked;
use super::write::PREFIX;
use super::{IngestError, Misfits, ParseRequest, Parsed, Rejects, appended, arrow, avro, columns, csv, days, excel, fit, json, names, parquet};
use crate::storage::field::StoredField;

/// Reads `request.input` and writes its rows into `request.output`.
pub(super) fn import(request: &ParseRequest, on_progress: OnProgress) -> Result<Parsed, IngestError> {
    let unpacked = Unpacked::of(request)?;
    let ImportOptions { encoding, .. } = &request.options;
    let format = match unpacked.folder {
        Some(Kind::Pictures) => Ok(Format::Pictures),
        Some(Kind::Texts) => Ok(Format::Texts),
        None => request.format.map_or_else(|| sniff::format(&unpacked.head, &unpacked.file_name), Ok),
    };
    let format = format.or_else(|error| match error {
        // Some text looks like no text; whoever names its encoding knows better.
        IngestError::UnknownFormat { .. } if encoding.is_some() => Ok(Format::Csv),
        other => Err(other),
    })?;
    if request.target.is_none() && !suits(&request.options, format) {
        return Err(IngestError::UnsuitedOptions { format: format.word().to_owned() });
    }
    let is_whole_json = matches!(format, Format::Json | Format::Ndjson) && request.target.is_none() && request.misfits == Misfits::Refuse;
    let detect = || request.ahead.as_deref().map_or_else(|| TextFile::detect(unpacked.path()), |ahead| ahead.text(unpacked.path()));
    let text = is_whole_json.then(detect).transpose()?;
    let recoded = text.as_ref().map_or(Ok(None), |text| text.recoded(&request.output))?;
    let input = recoded.as_ref().map_or(unpacked.path(), NamedTempFile::path);
    let lines = (format == Format::Json).then(|| json::to_lines(input, &request.output)).transpose()?;
    let input = lines.as_ref().map_or(input, NamedTempFile::path);
    let file = TableFile { request, unpacked: &unpacked, format, encoding: text.map(|text| text.label()), input };
    let rejected = request.rejected_cells.as_deref().map(|folder| (folder, PREFIX));
    let folders: Vec<(&Path, &str)> = [(request.output.as_path(), request.prefix.as_str())].into_iter().chain(rejected).collect();
    guess::tried(&folders, |guess| file.load(guess, &mut *on_progress))
}

/// One table in a file of its own.
struct TableFile<'a> {
    request: &'a ParseRequest,
    unpacked: &'a Unpacked,
    format: Format,
    /// That it was written in before it was recoded.
    encoding: Option<String>,
    /// Where it is.
    input: &'a Path,
}

/// The same, ready to be read.
struct Opened {
    /// With what it took to hold all rows.
    request: ParseRequest,
    batches: Batches,
    fields: Vec<StoredField>,
    report: ImportReport,
}

/// What readers tell on the way: lines that don't fit, cells that don't, notices, and how it stands with a guess.
type Lists<'a> = (Option<&'a Rejects>, &'a Found, &'a Late, &'a Guess);

impl TableFile<'_> {
    /// Reads its rows and writes them, then those that were appended to it.
    fn load(&self, guess: &Guess, on_progress: OnProgress) -> Result<Parsed, IngestError> {
        let rejects = (self.request.misfits == Misfits::Collect).then(Rejects::default);
        let (found, late) = (Found::default(), Late::default());
        let Opened { request, batches, fields, mut report } = self.open((rejects.as_ref(), &found, &late, guess), &mut *on_progress)?;
        let names = fields.iter().map(|field| field.name.clone()).collect();
        let writer = TableWriter::new(&request.output, fields.clone()).with_prefix(&request.prefix).with_format(self.format.word());
        let mut cells = match (&request.rejected_cells, request.options.columns.is_empty()) {
            // A workbook has errors of its own, whatever is chosen.
            (Some(folder), is_plain) if !is_plain || self.format == Format::Excel => Some(RejectedWriter::new(folder, Found::clone(&found), names)?),
            _ => None,
        };
        let rows = Cell::new(0);
        let mut parsed = table_writer::write_beside(writer, |write| {
            let mut take = |batch: RecordBatch| -> Result<bool, IngestError> {
                rows.set(rows.get() + batch.num_rows() as u64);
                if !write(batch) {
                    return Ok(false);
                }
                cells.as_mut().map_or(Ok(()), RejectedWriter::store)?;
                on_progress(ImportPhase::Reading, rows.get());
                Ok(request.most_rows.is_none_or(|most| rows.get() < most))
            };
            for batch in batches {
                if !take(batch?)? {
                    return Ok(());
                }
            }
            appended::read(&request, (&fields, &report), (&found, rows.get()), take)
        })?;
        report.notices.append(&mut late.borrow_mut());
        report.notices.append(&mut parsed.import.notices);
        let rejected = rejects.map(|list| list.take()).unwrap_or_default();
        let rejected_cells = cells.map(RejectedWriter::finish).transpose()?.flatten();
        report.rejected_cells += rejected_cells.as_ref().map_or(found.borrow().len() as u64, |table| table.rows);
        let options = &self.request.options;
        report.options = (*options != ImportOptions::default()).then(|| options.clone());
        Ok(Parsed { import: report, rejected, rejected_cells, ..parsed })
    }

    /// Finds its columns, or takes those that it must have; wide enough for what was appended to it.
    fn open(&self, lists: Lists<'_>, on_progress: OnProgress) -> Result<Opened, IngestError> {
        let TableFile { format, input, .. } = *self;
        let guess = lists.3;
        let mut request = self.request.clone();
        loop {
            let Table { schema, batches, mut report } = match &request.target {
                Some(target) => fit::read(format, input, &request, target, (lists.0, None))?,
                None => read(format, input, &request, lists, &mut *on_progress)?,
            };
            self.tell(&mut report);
            let fields = match &request.target {
                Some(target) => target.clone(),
                None => plan(&schema, request.limits.columns, &mut report)?,
            };
            let is_as_found = format == Format::Csv || request.target.is_some() || request.options.columns.is_empty();
            let (fields, batches) = if is_as_found {
                (fields, batches)
            } else {
                let fields = chosen(&fields, &request.options)?;
                let table = Table { schema, batches, report: ImportReport::default() };
                let batches = fit::chosen(table, &request, &fields, lists.1)?.batches;
                (fields, batches)
            };
            let misfits = appended::misfits((&request, &self.request.options), &fields, &report)?;
            if misfits.is_empty() {
                return Ok(Opened { request, batches, fields, report });
            }
            if format == Format::Csv && guess.get() == Guessing::Allowed {
                // The file's own later rows may ask for a type that they fit.
                guess.set(Guessing::Wrong);
                return Err(IngestError::Internal { reason: "appended rows don't fit the types of the first rows".to_owned() });
            }
            request.options = appended::widened(&request, format, (&fields, &report), &misfits)?;
        }
    }

    /// Adds what is known of the file to what its reader tells.
    fn tell(&self, report: &mut ImportReport) {
        self.format.word().clone_into(&mut report.format);
        report.encoding = self.encoding.clone().or(report.encoding.take());
        report.packing = self.unpacked.packing.map(str::to_owned);
        if let Some((entry, others)) = self.unpacked.entry.clone() {
            report.entry = Some(entry);
            report.notices.extend(others);
        }
        report.notices.extend(sniff::other_format(self.format, &self.unpacked.file_name));
    }
}

/// Whether a format has all that is chosen: only delimited text has everything.
fn suits(options: &ImportOptions, format: Format) -> bool {
    let ImportOptions { entry, sheet, columns, header, preamble, .. } = options.clone();
    let any = ImportOptions { entry, sheet, ..ImportOptions::default() };
    match format {
        Format::Csv => true,
        Format::Pictures | Format::Texts => *options == any,
        Format::Excel => *options == ImportOptions { columns, header, preamble, ..any },
        _ => *options == ImportOptions { columns, ..any },
    }
}

/// The columns, some of other types as they are chosen.
///
/// # Errors
/// `ColumnMismatch` for a choice of a column that the file has not.
fn chosen(fields: &[StoredField], options: &ImportOptions) -> Result<Vec<StoredField>, IngestError> {
    if let Some(name) = options.columns.keys().find(|name| !fields.iter().any(|field| field.name == **name)) {
        return Err(IngestError::ColumnMismatch { column: shortened(name), missing: false });
    }
    let columns = fields.iter().map(|field| {
        let chosen = options.columns.get(&field.name).and_then(|chosen| type_of(&chosen.r#type, Some(TimeUnit::Microsecond)));
        let nullable = field.nullable || chosen.is_some();
        (field.name.clone(), chosen.unwrap_or_else(|| field.logical.clone()), nullable)
    });
    columns::stored(&columns.collect::<Vec<_>>())
}

fn read(
    format: Format,
    input: &Path,
    request: &ParseRequest,
    (rejects, found, late, guess): Lists<'_>,
    on_progress: OnProgress,
) -> Result<Table, IngestError> {
    match format {
        Format::Csv => csv::read(input, request, (found, guess), on_progress),
        Format::Ndjson => json::read(input, request, rejects, on_progress),
        Format::Json => json::read(input, request, rejects, on_progress).map_err(json::of_row),
        Format::Excel => match excel::read(input, &request.options, &request.limits, found, on_progress)? {
            table if table.schema.fields().is_empty() => Err(IngestError::EmptyFile),
            table => Ok(table),
        },
        Format::Parquet => days::with_times(|| parquet::read(input)),
        Format::ArrowFile => days::with_times(|| arrow::read_file(input)),
        Format::ArrowStream => days::with_times(|| arrow::read_stream(input)),
        Format::Avro => avro::read(input),
        Format::Pictures => folder::read(input, Kind::Pictures, &request.limits, late),
        Format::Texts => folder::read(input, Kind::Texts, &request.limits, late),
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
    columns::stored(&columns)
}
