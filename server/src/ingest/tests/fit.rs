//! Rows for columns that exist.

use arrow_schema::{DataType, TimeUnit};

use super::super::{Format, Misfits, Rejected};
use super::*;
use crate::storage::field::StoredField;

fn fields(columns: &[(&str, DataType, bool)]) -> Vec<StoredField> {
    let columns: Vec<_> = columns.iter().map(|(name, data_type, nullable)| ((*name).to_owned(), data_type.clone(), *nullable)).collect();
    StoredField::plan(&columns).unwrap()
}

/// One column per kind of value.
fn target() -> Vec<StoredField> {
    fields(&[
        ("id", DataType::UInt64, false),
        ("price", DataType::Decimal128(10, 2), true),
        ("at", DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into())), true),
        ("x", DataType::Float64, true),
        ("text", DataType::Utf8, true),
        ("tags", DataType::List(std::sync::Arc::new(arrow_schema::Field::new("element", DataType::Int64, true))), true),
    ])
}

fn fit(format: Format, bytes: &[u8], target: Vec<StoredField>, misfits: Misfits) -> Result<Imported, IngestError> {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("input"), folder.path().to_owned());
    std::fs::write(&input, bytes).unwrap();
    let request = ParseRequest {
        format: Some(format),
        target: Some(target),
        misfits,
        prefix: "more".to_owned(),
        ..ParseRequest::new(input, "x", output, ParseLimits::default())
    };
    let parsed = import(&request, &mut |_, _| {})?;
    assert!(parsed.files.iter().all(|file| file.name.starts_with("more-")), "{:?}", parsed.files);
    let batches = parsed.files.iter().flat_map(|file| read_back(&request.output.join(&file.name), &parsed)).collect();
    Ok(Imported { parsed, batches })
}

/// What is said of a cell behind what it is.
const REFUSED: &str = "nothing was added. Change it or the column's type.";

#[track_caller]
fn cell_misfit(format: Format, text: &str, cell: &str) {
    misfit(format, text, &format!("{cell}; {REFUSED}"));
}

#[track_caller]
fn misfit(format: Format, text: &str, sentence: &str) {
    match fit(format, text.as_bytes(), target(), Misfits::Refuse) {
        Ok(imported) => panic!("read as {:?}", imported.rows()),
        Err(error) => assert_eq!(error.to_string(), sentence),
    }
}

#[test]
fn values_of_every_kind_fit_exactly_from_json() {
    let lines = "{\"id\":18446744073709551615,\"price\":1.5,\"at\":\"2024-01-01T00:00:00.123456789Z\",\"x\":5,\"text\":7,\"tags\":[1,null]}\n\
                 {\"id\":\"2\",\"price\":\"-0.25\",\"x\":\"NaN\",\"text\":\"ä\\n\"}\n{\"id\":3.0,\"at\":null}\n";
    let imported = fit(Format::Ndjson, lines.as_bytes(), target(), Misfits::Refuse).unwrap();
    let rows = ["18446744073709551615|1.50|2024-01-01T00:00:00.123456789Z|5.0|7|[1, ∅]", "2|-0.25|∅|NaN|ä\n|∅", "3|∅|∅|∅|∅|∅"];
    assert_eq!(imported.rows(), rows);
    assert_eq!(imported.parsed.fields, target());
}

#[test]
fn columns_of_text_are_found_by_their_names_and_may_be_missing() {
    let imported = fit(Format::Csv, b"text,id,price\nx,1,2\n,2,\n", target(), Misfits::Refuse).unwrap();
    assert_eq!(imported.rows(), ["1|2.00|∅|∅|x|∅", "2|∅|∅|∅|∅|∅"]);
}

#[test]
fn a_cell_that_does_not_fit_is_named() {
    cell_misfit(Format::Csv, "id,x\n1,2\n2,abc\n", "Row 3: \"abc\" does not fit the column \"x\", which is float64");
    cell_misfit(Format::Csv, "id,price\n1,1.234\n", "Row 2: \"1.234\" does not fit the column \"price\", which is decimal(10,2)");
    cell_misfit(Format::Ndjson, "{\"id\":-1}\n", "Row 1: \"-1\" does not fit the column \"id\", which is uint64");
    cell_misfit(Format::Ndjson, "\n{\"id\":1.5}\n", "Row 2: \"1.5\" does not fit the column \"id\", which is uint64");
    cell_misfit(Format::Ndjson, "{\"id\":null}\n", "Row 1: \"null\" does not fit the column \"id\", which is uint64");
    cell_misfit(Format::Ndjson, "{\"id\":1,\"tags\":[\"a\"]}\n", "Row 1: \"[\"a\"]\" does not fit the column \"tags\", which is list<int64>");
    misfit(Format::Csv, "id,price\n1\n", "Line 2 has 1 fields where the first record has 2; make it the same length.");
}

#[test]
fn a_column_too_many_or_too_few_is_named() {
    misfit(Format::Csv, "id,other\n1,2\n", "The column \"other\" is not one of the dataset's; nothing was added.");
    misfit(Format::Csv, "x\n1\n", "The column \"id\" is missing and must have a value; nothing was added.");
    misfit(Format::Ndjson, "{\"id\":1,\"y\":2}\n", "The column \"y\" is not one of the dataset's; nothing was added.");
    misfit(Format::Ndjson, "{\"x\":1}\n", "The column \"id\" is missing and must have a value; nothing was added.");
}

#[test]
fn lines_that_do_not_fit_are_collected_where_that_is_asked() {
    let lines = b"{\"id\":1}\n\nnonsense\n{\"id\":2,\"x\":\"a\"}\n\xFF\n{\"id\":3}\n";
    let imported = fit(Format::Ndjson, lines, target(), Misfits::Collect).unwrap();
    assert_eq!(imported.rows(), ["1|∅|∅|∅|∅|∅", "3|∅|∅|∅|∅|∅"]);
    let rejected: Vec<(u64, &str)> = imported.parsed.rejected.iter().map(|Rejected { row, reason }| (*row, reason.as_str())).collect();
    assert_eq!(rejected.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [3, 4, 5]);
    assert!(rejected[0].1.starts_with("It is not a JSON object: expected ident"), "{rejected:?}");
    assert_eq!(rejected[1].1, "\"\"a\"\" does not fit the column \"x\", which is float64.");
}

#[test]
fn lines_that_are_no_objects_are_collected_while_columns_are_inferred() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("input");
    std::fs::write(&input, b"oops\n{\"a\":1}\n[2]\n{\"a\":3}\n").unwrap();
    let request = ParseRequest {
        format: Some(Format::Ndjson),
        misfits: Misfits::Collect,
        ..ParseRequest::new(input, "x", folder.path().to_owned(), ParseLimits::default())
    };
    let parsed = import(&request, &mut |_, _| {}).unwrap();
    assert_eq!((parsed.rows, parsed.rejected.iter().map(|r| r.row).collect::<Vec<_>>()), (2, vec![1, 3]));
}

#[test]
fn the_first_messages_of_a_stream_ask_for_no_digits() {
    for (misfits, expected) in [(Misfits::Refuse, DataType::Decimal128(18, 2)), (Misfits::Collect, DataType::Float64)] {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("input");
        std::fs::write(&input, b"{\"t\":21.50}\n").unwrap();
        let request =
            ParseRequest { format: Some(Format::Ndjson), misfits, ..ParseRequest::new(input, "x", folder.path().to_owned(), ParseLimits::default()) };
        let parsed = import(&request, &mut |_, _| {}).unwrap();
        assert_eq!(parsed.fields[0].logical, expected);
    }
}

#[test]
fn arrow_rows_of_narrower_types_fit_and_others_are_refused() {
    use arrow_array::{Int32Array, RecordBatch, StringArray};
    let stream = |name: &str, array: ArrayRef| {
        let ids: ArrayRef = std::sync::Arc::new(Int32Array::from(vec![1, 2]));
        let batch = RecordBatch::try_from_iter([("id", ids), (name, array)]).unwrap();
        let mut writer = arrow_ipc::writer::StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
        writer.write(&batch).unwrap();
        writer.into_inner().unwrap()
    };
    let numbers: ArrayRef = std::sync::Arc::new(Int32Array::from(vec![Some(5), None]));
    let imported = fit(Format::ArrowStream, &stream("x", numbers), target(), Misfits::Refuse).unwrap();
    assert_eq!(imported.rows(), ["1|∅|∅|5.0|∅|∅", "2|∅|∅|∅|∅|∅"]);
    let words: ArrayRef = std::sync::Arc::new(StringArray::from(vec!["1.5", "b"]));
    let refused = fit(Format::ArrowStream, &stream("x", words), target(), Misfits::Refuse).map(|_| ()).unwrap_err();
    assert_eq!(refused.to_string(), format!("Row 2: \"b\" does not fit the column \"x\", which is float64; {REFUSED}"));
}
