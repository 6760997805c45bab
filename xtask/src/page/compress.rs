//! The compressed twins of each file, made once at build time so that the server never compresses.

use std::fs;
use std::io::{self, Write};
use std::thread;

use brotli::enc::BrotliEncoderParams;

use super::assets::Asset;
use super::hash;
use crate::failure::{Failure, OrFail, Result};
use crate::workspace::Workspace;

/// Brotli's best quality and the largest window that every browser accepts (4 MiB).
const BROTLI_QUALITY: i32 = 11;
const BROTLI_WINDOW: i32 = 22;

/// A file of `dist/` and its twins; formats that are compressed already have none.
pub(super) struct Packed {
    pub(super) name: String,
    pub(super) raw: Vec<u8>,
    pub(super) brotli: Option<Vec<u8>>,
    pub(super) gzip: Option<Vec<u8>>,
}

/// Compresses all files side by side.
pub(super) fn with_twins(workspace: &Workspace, assets: Vec<Asset>) -> Result<Vec<Packed>> {
    thread::scope(|scope| {
        let threads: Vec<_> = assets.into_iter().map(|asset| scope.spawn(move || packed(workspace, asset))).collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| Failure::new("a file could not be compressed"))?).collect()
    })
}

fn packed(workspace: &Workspace, asset: Asset) -> Result<Packed> {
    let Asset { name, bytes: raw } = asset;
    if !is_compressible(&name) {
        return Ok(Packed { name, raw, brotli: None, gzip: None });
    }
    let brotli = cached(workspace, &raw, "br", brotli)?;
    let gzip = cached(workspace, &raw, "gz", gzip)?;
    Ok(Packed { name, raw, brotli: Some(brotli), gzip: Some(gzip) })
}

fn is_compressible(name: &str) -> bool {
    [".html", ".js", ".css", ".wasm", ".svg"].iter().any(|ending| name.ends_with(ending))
}

/// The best quality takes seconds for a megabyte, so what has been compressed before is taken from the cache.
fn cached(workspace: &Workspace, raw: &[u8], ending: &str, compress: fn(&[u8]) -> io::Result<Vec<u8>>) -> Result<Vec<u8>> {
    let path = workspace.page_cache().join(format!("{}.{ending}", hash::of(&[raw])));
    if let Ok(bytes) = fs::read(&path) {
        return Ok(bytes);
    }
    let bytes = compress(raw).or_fail(|| format!("a file could not be compressed to .{ending}"))?;
    let part = path.with_extension(format!("{ending}.part"));
    fs::write(&part, &bytes).and_then(|()| fs::rename(&part, &path)).or_fail(|| format!("{} can't be written", path.display()))?;
    Ok(bytes)
}

fn brotli(raw: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    // Knowing the size, it cuts better.
    let params = BrotliEncoderParams { quality: BROTLI_QUALITY, lgwin: BROTLI_WINDOW, size_hint: raw.len(), ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut &*raw, &mut out, &params)?;
    Ok(out)
}

fn gzip(raw: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(raw)?;
    writer.finish()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Read;

    use super::*;

    #[test]
    fn both_twins_unpack_to_the_file() {
        let raw = b"sightline ".repeat(1_000);
        let (mut from_brotli, mut from_gzip) = (Vec::new(), Vec::new());
        brotli::Decompressor::new(brotli(&raw).unwrap().as_slice(), 4096).read_to_end(&mut from_brotli).unwrap();
        flate2::read::GzDecoder::new(gzip(&raw).unwrap().as_slice()).read_to_end(&mut from_gzip).unwrap();
        assert!(from_brotli == raw && from_gzip == raw);
    }

    #[test]
    fn pictures_have_no_twins() {
        assert!(is_compressible("assets/app-1_bg.wasm") && is_compressible("index.html"));
        assert!(!is_compressible("assets/icon-1.png"));
    }
}
