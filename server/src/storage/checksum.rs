//! Checksums of data files, kept with their names in the log (`tags` of Delta's `add`, which other readers pass over).
//!
//! Parquet and zstd notice most damage but not all: a flipped bit may decode to other values.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::StorageError;

/// The tag's name. Its value is the CRC-32 of the whole file, in eight hexadecimal digits.
const TAG: &str = "sightline.crc32";
const BLOCK_BYTES: usize = 1 << 20;

/// The checksum of a local file.
pub(super) async fn of_file(path: &Path) -> Result<String, StorageError> {
    let path = path.to_owned();
    let whole = move || -> std::io::Result<u32> {
        let (mut file, mut hash, mut block) = (File::open(path)?, crc32fast::Hasher::new(), vec![0; BLOCK_BYTES]);
        loop {
            match file.read(&mut block)? {
                0 => return Ok(hash.finalize()),
                read => hash.update(&block[..read]),
            }
        }
    };
    Ok(text(tokio::task::spawn_blocking(whole).await.map_err(std::io::Error::other)??))
}

/// What a file's tags have it as.
pub(super) fn of_tags(tags: Option<&HashMap<String, Option<String>>>) -> Option<String> {
    tags?.get(TAG)?.clone()
}

/// The tags that keep it.
pub(super) fn tags(kept: Option<String>) -> Option<HashMap<String, Option<String>>> {
    kept.map(|kept| HashMap::from([(TAG.to_owned(), Some(kept))]))
}

/// As it is kept.
pub(super) fn text(checksum: u32) -> String {
    format!("{checksum:08x}")
}
