//! The first pass over a file of which bytes still arrive, so that only the second is left when its last byte is here.

use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};
use shared::wire::import::{ImportOptions, ImportPhase};

use super::super::encoding::{Growing, TextFile};
use super::super::sniff::{self, Format, HEAD_BYTES};
use super::super::{IngestError, ParseLimits};
use super::Dialect;
use super::look::{Look, look};
use crate::child::{self, Reach, Work};

/// What the first pass found, all but what a person may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ahead {
    pub(super) dialect: Dialect,
    /// The text of the records before the table.
    pub(super) preamble: String,
    pub(super) look: Look,
}

/// Which file to look at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LookAhead {
    /// Its bytes.
    pub(crate) file: Growing,
    /// What that may cost; those of the import, which would find the same.
    pub(crate) limits: ParseLimits,
}

impl Work for LookAhead {
    const WORD: &'static str = "look";
    type Progress = u64;
    type Output = Option<Ahead>;
    type Error = IngestError;

    fn run(&self, say: &mut dyn FnMut(u64)) -> Result<Option<Ahead>, IngestError> {
        let Some(text) = TextFile::growing(&self.file)? else { return Ok(None) };
        let mut head = Vec::new();
        text.open()?.take(HEAD_BYTES).read_to_end(&mut head)?;
        if !matches!(sniff::format(&head, ""), Ok(Format::Csv)) {
            return Ok(None);
        }
        let (dialect, preamble) = Dialect::of(&text, &ImportOptions::default(), &self.limits, false)?;
        let look = look(&text, dialect, (None, None), self.limits.columns, &mut |_: ImportPhase, rows| say(rows))?;
        Ok(Some(Ahead { dialect, preamble, look }))
    }

    fn reach(&self) -> Option<Reach> {
        // The number of bytes is a file that is replaced again and again, so the folder that both are in.
        Some(Reach { read: self.file.bytes.parent().map(Path::to_owned).into_iter().collect(), write: Vec::new() })
    }
}

/// Looks at a file of delimited text in UTF-8 while its bytes arrive, and ends when the last is here. `on_rows` gets the rows so far. Dropping the
/// future ends it.
///
/// # Errors
/// Whatever an import would find wrong, and will: about the file nobody needs to be told twice. Bytes that don't come.
pub(crate) async fn look_ahead(work: &LookAhead, on_rows: impl FnMut(u64) + Send) -> Result<Option<Ahead>, IngestError> {
    child::run(work, &work.limits.child(), on_rows).await
}
