//! The first pass over a file of which bytes still arrive, so that only the second is left when its last byte is here; of text that isn't UTF-8 also another look
//! at its encoding, which the last byte might belie.

use std::path::Path;

use encoding_rs::{Encoding, UTF_8};
use serde::{Deserialize, Serialize};
use shared::wire::import::ImportPhase;

use super::csv::Looked;
use super::encoding::{Growing, TextFile};
use super::json::JsonColumn;
use super::sniff::{self, Format};
use super::{IngestError, ParseLimits, csv, json};
use crate::child::{self, Reach, Work};

/// What the first pass found, all but what a person may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ahead {
    /// The label of the encoding that all of the file is in.
    encoding: String,
    found: Found,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Found {
    /// Of delimited text.
    Delimited(Box<Looked>),
    /// Of JSON, one object a line.
    Lines(Vec<JsonColumn>),
}

impl Ahead {
    /// The file as text.
    pub(super) fn text(&self, path: &Path) -> Result<TextFile, IngestError> {
        Ok(TextFile::known(path, Encoding::for_label(self.encoding.as_bytes()).unwrap_or(UTF_8))?)
    }

    /// What was found of delimited text.
    pub(super) fn delimited(&self) -> Option<&Looked> {
        if let Found::Delimited(found) = &self.found { Some(found) } else { None }
    }

    /// What was found of lines of JSON.
    pub(super) fn lines(&self) -> Option<&[JsonColumn]> {
        if let Found::Lines(columns) = &self.found { Some(columns) } else { None }
    }
}

/// Which file to look at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LookAhead {
    /// Its bytes.
    pub(crate) file: Growing,
    /// Its name; only its ending matters.
    pub(crate) file_name: String,
    /// What that may cost; those of the import, which would find the same.
    pub(crate) limits: ParseLimits,
}

impl Work for LookAhead {
    const WORD: &'static str = "look";
    type Progress = u64;
    type Output = Option<Ahead>;
    type Error = IngestError;

    fn run(&self, say: &mut dyn FnMut(u64)) -> Result<Option<Ahead>, IngestError> {
        let Some((text, head)) = TextFile::growing(&self.file)? else { return Ok(None) };
        let on_progress = &mut |_: ImportPhase, rows| say(rows);
        let found = match sniff::format(&head, &self.file_name) {
            Ok(Format::Csv) => Found::Delimited(Box::new(csv::look_ahead(&text, &self.limits, on_progress)?)),
            Ok(Format::Ndjson) => Found::Lines(json::look_ahead(&text, &self.limits, on_progress)?),
            _ => return Ok(None),
        };
        Ok(text.is_as_it_began()?.then(|| Ahead { encoding: text.label(), found }))
    }

    fn reach(&self) -> Option<Reach> {
        // The number of bytes is a file that is replaced again and again, so the folder that both are in.
        Some(Reach { read: self.file.bytes.parent().map(Path::to_owned).into_iter().collect(), write: Vec::new() })
    }
}

/// Looks at a file of delimited text or of lines of JSON while its bytes arrive, and ends when the last is here. `on_rows` gets the rows so far. Dropping
/// the future ends it.
///
/// # Errors
/// Whatever an import would find wrong, and will: about the file nobody needs to be told twice. Bytes that don't come.
pub(crate) async fn look_ahead(work: &LookAhead, on_rows: impl FnMut(u64) + Send) -> Result<Option<Ahead>, IngestError> {
    child::run(work, &work.limits.child(), on_rows).await
}
