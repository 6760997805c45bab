//! JSON that is no lines: an array of objects, also as the only entry of an object (`{"data": […]}`), an object of arrays of one length (its
//! columns), or objects one after the other, each over as many lines as it likes. It becomes lines in a file of its own, in one pass; values are copied as they are written, so no digit changes.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use tempfile::NamedTempFile;

use super::super::IngestError;
use super::super::encoding::Bom;
use super::super::error::shortened;
use super::shape::{Items, parsed};

/// Writes the rows of the JSON text at `input` as lines into a new file in `folder`.
///
/// # Errors
/// `DamagedFile`, also for columns of different lengths; `NoSpace`.
pub(in super::super) fn to_lines(input: &Path, folder: &Path) -> Result<NamedTempFile, IngestError> {
    let mut file = NamedTempFile::new_in(folder)?;
    let mut lines = Lines { out: BufWriter::with_capacity(128 << 10, file.as_file_mut()), failure: None };
    let mut text = serde_json::Deserializer::from_reader(without_mark(input)?);
    let mut read = || -> Result<(), serde_json::Error> {
        loop {
            Value(&mut lines).deserialize(&mut text)?;
            if text.end().is_ok() {
                return Ok(());
            }
        }
    };
    let result = read();
    match (lines.failure.take(), result) {
        (Some(failure), _) => return Err(failure),
        (None, Err(error)) => return Err(IngestError::DamagedFile { format: "json".to_owned(), reason: shortened(&error.to_string()) }),
        (None, Ok(())) => lines.out.flush()?,
    }
    drop(lines);
    Ok(file)
}

/// An error of a line that was a row of the text, which has other lines.
pub(in super::super) fn of_row(error: IngestError) -> IngestError {
    match error {
        IngestError::InvalidJsonLine { line, reason } => {
            IngestError::DamagedFile { format: "json".to_owned(), reason: format!("row {line} is no object: {reason}") }
        }
        other => other,
    }
}

/// Whether a text is one JSON value as far as it goes: such a line is a line of NDJSON.
pub(in super::super) fn is_value(text: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

fn without_mark(input: &Path) -> io::Result<impl Read> {
    let mut head = Vec::new();
    File::open(input)?.take(4).read_to_end(&mut head)?;
    let mark = if Bom::of(&head) == Bom::Utf8 { Bom::Utf8.len() } else { 0 };
    let mut file = BufReader::with_capacity(128 << 10, File::open(input)?);
    io::copy(&mut (&mut file).take(mark as u64), &mut io::sink())?;
    Ok(file)
}

struct Lines<'a> {
    out: BufWriter<&'a mut File>,
    /// What isn't the text's fault.
    failure: Option<IngestError>,
}

impl Lines<'_> {
    /// One row. Line breaks in JSON lie between its parts only, where a blank does as well.
    fn write<E: Error>(&mut self, row: &str) -> Result<(), E> {
        let parts = row.split(['\n', '\r']);
        let write = || -> io::Result<()> {
            for part in parts {
                self.out.write_all(part.as_bytes())?;
                self.out.write_all(b" ")?;
            }
            self.out.write_all(b"\n")
        };
        write().map_err(|error| {
            self.failure = Some(error.into());
            E::custom("the lines can't be written")
        })
    }
}

/// One value of the text.
struct Value<'a, 'b>(&'a mut Lines<'b>);

impl<'de> DeserializeSeed<'de> for Value<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects, an object of arrays, or objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        while let Some(row) = rows.next_element::<Box<RawValue>>()? {
            self.0.write(row.get())?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut entries: Vec<(String, Box<RawValue>)> = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        if let [(_, only)] = &entries[..]
            && let Ok(Items(items)) = parsed::<Items<'_>>(only.get(), 0)
            && !items.is_empty()
            && items.iter().all(|item| item.get().starts_with('{'))
        {
            return items.iter().try_for_each(|row| self.0.write(row.get()));
        }
        let is_columns = !entries.is_empty() && entries.iter().all(|(_, value)| value.get().starts_with('['));
        if is_columns { columns(self.0, &entries) } else { self.0.write(&object(entries.iter().map(|(key, value)| (key, value.get())))?) }
    }
}

/// The rows of an object of arrays.
fn columns<E: Error>(lines: &mut Lines<'_>, entries: &[(String, Box<RawValue>)]) -> Result<(), E> {
    let mut columns: Vec<(&String, Vec<&RawValue>)> = Vec::new();
    for (name, values) in entries {
        let Ok(Items(items)) = parsed(values.get(), 0) else { return Err(E::custom(format!("the column \"{name}\" is no array"))) };
        columns.push((name, items));
    }
    let rows = columns.first().map_or(0, |(_, items)| items.len());
    if let Some((name, items)) = columns.iter().find(|(_, items)| items.len() != rows) {
        return Err(E::custom(format!("the column \"{name}\" has {} values, the first one has {rows}", items.len())));
    }
    (0..rows).try_for_each(|row| lines.write(&object(columns.iter().map(|(name, items)| (*name, items[row].get())))?))
}

fn object<'a, E: Error>(entries: impl Iterator<Item = (&'a String, &'a str)>) -> Result<String, E> {
    let mut text = String::from("{");
    for (key, value) in entries {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&serde_json::to_string(key).map_err(E::custom)?);
        text.push(':');
        text.push_str(value);
    }
    text.push('}');
    Ok(text)
}
