//! parquet-testing: what is in `data` is readable, features aside, what is in `bad_data` is not.

use std::fs::File;
use std::path::Path;

use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use tests::golden::shown;
use tests::server::Server;

use super::{check, ending, refused, stored, upload};

const EXPLAINED: &[(&str, &str)] = &[
    ("bad_data/ARROW-GH-43605.parquet", "indexes of no bits all mean the one entry of the dictionary: it can be read, and C++ alone fell over it"),
    ("data/dict-page-offset-zero.parquet", "the reader refuses the integers of its footer, which are of another width than declared"),
    ("data/large_string_map.brotli.parquet", "2 GiB of text in one column chunk of 4 KB: more memory than reading one file may take"),
    ("data/nation.dict-malformed.parquet", "its dictionary page is damaged, as its name says"),
];

#[test]
fn parquet_is_read_or_refused_as_its_test_files_ask() {
    check("parquet-testing", EXPLAINED, |server, file| {
        let path = file.to_str()?;
        match ending(file) {
            "encrypted" => {
                let reply = upload(server, file);
                Some(("encrypted", if matches!(reply.status, 415 | 422) { Ok(()) } else { Err(reply.to_string()) }))
            }
            "parquet" if path.contains("bad_data") => Some(("damaged", refused(&upload(server, file), Some("damaged_file")))),
            // Damaged on purpose.
            "parquet" if path.contains("corrupt-checksum") => Some(("damaged", refused(&upload(server, file), Some("damaged_file")))),
            "parquet" => Some(("good", good(server, file))),
            _ => None,
        }
    });
}

/// Stored with all rows that its row groups count, and the values that are written out beside it, if they are.
fn good(server: &Server, file: &Path) -> Result<(), String> {
    let rows = match SerializedFileReader::new(File::open(file).unwrap()) {
        Ok(reader) => reader.metadata().row_groups().iter().map(RowGroupMetaData::num_rows).sum(),
        Err(_) => 0,
    };
    let batches = stored(server, &upload(server, file), rows)?;
    let written = file.with_file_name(format!("{}_expect.csv", file.file_stem().unwrap().to_str().unwrap()));
    if !written.exists() {
        return Ok(());
    }
    let expected = shown(&stored(server, &upload(server, &written), rows)?);
    let found = shown(&batches);
    let differ = found.iter().zip(&expected).find(|(found, expected)| found != expected);
    differ.map_or(Ok(()), |(found, expected)| Err(format!("{found:?} for {expected:?}")))
}
