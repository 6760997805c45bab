//! The file that a dataset was made of, compressed, beside its table: `{id}/_original.zst`; what replaced it or was appended to it as
//! `{id}/_kept-….zst`. Names that begin with `_` are no business of those who read or vacuum Delta tables.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use futures::TryStreamExt;
use object_store::ObjectStoreExt;
use object_store::path::Path as ObjectPath;
use tokio::io::AsyncWriteExt;
use tokio_util::io::StreamReader;

use super::{Staging, Storage, StorageError, links, location};

pub(crate) const FILE: &str = "_original.zst";
/// How the names of files begin that came later.
pub(crate) const KEPT: &str = "_kept-";
/// A fifth of the bytes that CSV has; at 3 they are a tenth fewer and take half as long again, of an import that has both cores at work.
const LEVEL: i32 = 1;
/// Bytes that are packed at once.
const PACKED_BYTES: usize = 128 << 10;

impl Storage {
    /// Keeps what [`pack_original`] made of the whole file beside the table `id`, which may not be there yet.
    pub(crate) async fn keep_original(&self, from: &Staging, id: &str) -> Result<(), StorageError> {
        self.place(from, FILE, id, FILE).await
    }

    /// Unpacks the kept file of that name beside the table `id` to `output`, by way of `through`; false if it wasn't kept. One of more than
    /// `limit_bytes` is no file that was kept here.
    pub(crate) async fn unpack(&self, (id, file): (&str, &str), through: &Staging, output: PathBuf, limit_bytes: u64) -> Result<bool, StorageError> {
        let packed = match &self.folder {
            Some(folder) => {
                let packed = folder.join(location::DATASETS).join(id).join(file);
                links::refuse(&folder.join(location::DATASETS), &packed)?;
                Some(packed).filter(|packed| packed.exists())
            }
            None => self.fetch((id, file), through).await?,
        };
        let Some(packed) = packed else { return Ok(false) };
        blocking(move || unpack(&packed, &output, limit_bytes)).await?;
        Ok(true)
    }

    async fn fetch(&self, (id, file): (&str, &str), to: &Staging) -> Result<Option<PathBuf>, StorageError> {
        let found = match self.store().get(&ObjectPath::from(format!("{id}/{file}"))).await {
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            found => found?,
        };
        let path = to.table().join(file);
        let mut source = StreamReader::new(found.into_stream().map_err(io::Error::other));
        let mut target = tokio::fs::File::create(&path).await?;
        tokio::io::copy(&mut source, &mut target).await?;
        target.flush().await?;
        Ok(Some(path))
    }
}

/// The name beside the table of bytes that come with a commit: no other has it.
pub(crate) fn kept_name(staging: &Staging) -> String {
    format!("{KEPT}{}.zst", staging.id())
}

/// Packs the file `staging.input()` within its staging; it is only read, so others may read it meanwhile. Dropping the future ends it.
pub(crate) async fn pack_original(staging: &Staging) -> Result<(), StorageError> {
    let (input, output, waiting) = (staging.input(), staging.table().join(FILE), Arc::new(()));
    let waits = Arc::downgrade(&waiting);
    let packed = blocking(move || pack(&input, &output, waits)).await;
    drop(waiting);
    packed
}

/// A file that is read for as long as somebody waits for what comes of it: a thread can't be ended from outside.
struct Wanted {
    file: File,
    waits: Weak<()>,
}

impl Read for Wanted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.waits.strong_count() == 0 { Err(io::ErrorKind::BrokenPipe.into()) } else { self.file.read(buffer) }
    }
}

async fn blocking(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> Result<(), StorageError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(io::Error::other)??)
}

fn pack(input: &Path, output: &Path, waits: Weak<()>) -> io::Result<()> {
    let mut source = BufReader::with_capacity(PACKED_BYTES, Wanted { file: File::open(input)?, waits });
    // Before anything is made in a folder that may be another's by now.
    source.fill_buf()?;
    let mut target = zstd::Encoder::new(BufWriter::new(File::create(output)?), LEVEL)?;
    target.include_checksum(true)?;
    io::copy(&mut source, &mut target)?;
    let file = target.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()
}

fn unpack(input: &Path, output: &Path, limit_bytes: u64) -> io::Result<()> {
    let mut source = zstd::Decoder::new(File::open(input)?)?.take(limit_bytes.saturating_add(1));
    let mut target = BufWriter::new(File::create(output)?);
    if io::copy(&mut source, &mut target)? > limit_bytes {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the file that was kept is larger than an upload may be"));
    }
    target.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}
