//! Small files whose every value is known: as a person reads it in the page's table, which is the same wherever the value has been.

mod cases;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_cast::cast;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::DataType;
use serde_json::Value;
use shared::wire::dataset::Dataset;

use crate::http::encode;
use crate::server::Server;

pub use cases::all;

/// A file and what it means.
pub struct Case {
    /// What it shows; its file's name without the ending.
    pub name: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
    /// What is chosen of it, as JSON; nothing if empty.
    pub options: &'static str,
    /// The encoding and the delimiter that are found.
    pub found: (&'static str, &'static str),
    /// The kinds of the notices, in their order.
    pub notices: &'static [&'static str],
    /// The columns' names and types.
    pub columns: &'static [(&'static str, &'static str)],
    /// The rows; `∅` is null.
    pub rows: &'static [&'static [&'static str]],
}

impl Case {
    /// Stores the file and checks how it was read.
    #[track_caller]
    pub fn store(&self, server: &Server) -> Dataset {
        let mut path = format!("/api/datasets?file_name={}.csv", encode(self.name));
        if !self.options.is_empty() {
            path.push_str(&format!("&options={}", encode(self.options)));
        }
        let reply = server.client().post(&path, &self.bytes).expect(201);
        let dataset: Dataset = serde_json::from_value(reply).unwrap();
        let import = &dataset.import;
        let found = (import.encoding.as_deref().unwrap_or_default(), import.delimiter.as_deref().unwrap_or_default());
        assert_eq!(found, self.found, "{}", self.name);
        let notices = serde_json::to_value(&import.notices).unwrap();
        let kinds: Vec<&str> = notices.as_array().unwrap().iter().map(|notice| notice["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, self.notices, "{}: {notices}", self.name);
        assert_eq!(import.rejected_cells, 0, "{}", self.name);
        let columns: Vec<(&str, &str)> = dataset.columns.iter().map(|column| (column.name.as_str(), column.r#type.as_str())).collect();
        assert_eq!(columns, self.columns, "{}", self.name);
        dataset
    }

    /// Checks the texts of all rows.
    #[track_caller]
    pub fn expect(&self, whence: &str, rows: &[Vec<String>]) {
        assert_eq!(rows, self.rows, "{} in {whence}", self.name);
    }
}

/// The cells of batches as the page shows them.
pub fn shown(batches: &[RecordBatch]) -> Vec<Vec<String>> {
    batches
        .iter()
        .flat_map(|batch| (0..batch.num_rows()).map(|row| batch.columns().iter().map(|array| cell(array.as_ref(), row)).collect()))
        .collect()
}

fn cell(array: &dyn Array, row: usize) -> String {
    if let Some(dictionary) = array.as_any_dictionary_opt() {
        let plain = cast(array, dictionary.values().data_type()).unwrap();
        return cell(plain.as_ref(), row);
    }
    if array.is_null(row) {
        return "∅".into();
    }
    let options = match array.data_type() {
        DataType::Timestamp(_, Some(zone)) if **zone == *"UTC" => FormatOptions::new().with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.fZ")),
        DataType::Timestamp(_, Some(_)) => FormatOptions::new().with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.f%:z")),
        _ => FormatOptions::new().with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f")),
    };
    ArrayFormatter::try_new(array, &options).unwrap().value(row).to_string()
}

/// A cell of JSON as the page shows it.
pub fn json_cell(value: &Value) -> String {
    match value {
        Value::Null => "∅".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
