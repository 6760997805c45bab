//! Making a profile of some files, in a child process.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use shared::wire::full_profile::FullProfile;

use super::table::Table;
use crate::child::{ChildLimits, Work};
use crate::ingest::IngestError;
use crate::storage::TableRef;

/// What a profile may cost; its memory is bounded by `table::Room`, however many rows there are.
pub(super) const LIMITS: ChildLimits = ChildLimits { memory_bytes: 4 << 30, cpu_secs: 3_600, wall_secs: 3_600 };

/// The file of the state in staging.
pub(super) const STATE: &str = "state";
/// A larger state isn't kept: reading the rows again costs less room.
const STATE_BYTES: usize = 32 << 20;

/// Files to look at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ProfileWork {
    /// The files.
    pub(super) table: TableRef,
    /// The version whose profile comes out.
    pub(super) version: u64,
    /// What is known of the other files.
    pub(super) state: Option<PathBuf>,
    /// Where that goes with these files in it.
    pub(super) new_state: PathBuf,
}

/// What comes out.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Profiled {
    pub(super) profile: FullProfile,
    /// Whether the state was written.
    pub(super) has_state: bool,
}

impl Work for ProfileWork {
    const WORD: &'static str = "profile";
    const REACHES_STORE: bool = true;
    type Progress = ();
    type Output = Profiled;
    type Error = IngestError;

    fn run(&self, _say: &mut dyn FnMut(())) -> Result<Profiled, IngestError> {
        let mut table = match &self.state {
            Some(state) => read(state)?,
            None => Table::new(&self.table.fields),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut batches = self.table.batches(None).map_err(|error| IngestError::internal(&error))?;
            while let Some(batch) = batches.try_next().await.map_err(|error| IngestError::internal(&error))? {
                table.add(&batch);
            }
            Ok::<(), IngestError>(())
        })?;
        // A profile without a state is whole: the next version's reads more.
        let has_state = write(&table, &self.new_state).unwrap_or(false);
        Ok(Profiled { profile: table.finish(self.version, &self.table.fields), has_state })
    }

    fn subject(&self) -> &str {
        &self.table.name
    }
}

fn read(path: &Path) -> Result<Table, IngestError> {
    let mut bytes = Vec::new();
    zstd::Decoder::new(File::open(path)?)?.take(STATE_BYTES as u64).read_to_end(&mut bytes)?;
    postcard::from_bytes(&bytes).map_err(|error| IngestError::internal(&error))
}

fn write(table: &Table, path: &Path) -> Result<bool, IngestError> {
    let bytes = postcard::to_stdvec(table).map_err(|error| IngestError::internal(&error))?;
    if bytes.len() > STATE_BYTES {
        return Ok(false);
    }
    let mut target = zstd::Encoder::new(File::create(path)?, 1)?;
    target.write_all(&bytes)?;
    target.finish()?;
    Ok(true)
}
