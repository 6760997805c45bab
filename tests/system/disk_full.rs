//! A disk that fills up: a small file system in memory, where we may mount one.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use tests::http::Reply;
use tests::process::is_root;
use tests::raw::Raw;
use tests::server::{Options, Server, until};

struct SmallDisk(TempDir);

impl SmallDisk {
    /// Nothing, said aloud, where mounting is not allowed.
    fn mount(megabytes: u32) -> Option<SmallDisk> {
        let folder = TempDir::new().unwrap();
        let size = format!("size={megabytes}m");
        let mounted =
            is_root() && Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).status().is_ok_and(|s| s.success());
        if !mounted {
            eprintln!("skipped: only root can mount the small disk that this test fills");
        }
        mounted.then_some(SmallDisk(folder))
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

/// A CSV that packs badly.
fn noise(bytes: usize) -> Vec<u8> {
    let mut csv = b"id,text\n".to_vec();
    let mut state = 88_172_645_463_325_252_u64;
    while csv.len() < bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        csv.extend_from_slice(format!("{},k{state:016x}{:016x}\n", csv.len(), state.rotate_left(21).wrapping_mul(0x9e37_79b9_7f4a_7c15)).as_bytes());
    }
    csv
}

#[track_caller]
fn refused_then_well(bytes: &[u8]) {
    let Some(disk) = SmallDisk::mount(24) else { return };
    let server = Server::with(Options { data: Some(disk.data()), ..Options::default() });
    let kept = server.upload("kept.csv", b"a,b\n1,2\n");
    let before = server.files();
    post(&server, bytes).expect_problem(507, "no_space");
    until("what was half written is gone", || paths(&server.data()) == before.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>());
    assert_eq!(server.dataset_names(), ["kept"]);
    assert_eq!(server.client().get(&format!("/api/datasets/{}/arrow", kept.id)).status, 200);
    server.expect_well();
    drop(server);
}

/// The server may answer before it has all of it, so the body's end may find nobody listening.
fn post(server: &Server, bytes: &[u8]) -> Reply {
    let length = bytes.len().to_string();
    let headers = [("Host", server.address()), ("Content-Length", length.as_str())];
    let mut upload = Raw::connect(server.address()).head("POST /api/datasets?file_name=noise.csv", &headers);
    upload.send(bytes);
    upload.reply()
}

fn paths(folder: &Path) -> Vec<String> {
    tests::process::files_below(folder).into_iter().map(|(path, _)| path).collect()
}

#[test]
fn a_file_that_does_not_fit_on_the_disk_leaves_nothing_and_the_next_one_is_taken() {
    refused_then_well(&noise(40_000_000));
}

#[test]
fn a_file_that_fits_but_whose_table_does_not_leaves_nothing() {
    refused_then_well(&noise(18_000_000));
}

#[test]
fn a_workbook_that_does_not_fit_on_the_disk_is_told_and_leaves_nothing() {
    let Some(disk) = SmallDisk::mount(24) else { return };
    let server = Server::with(Options { data: Some(disk.data()), ..Options::default() });
    let id = server.upload("kept.csv", &noise(7_000_000)).id;
    let before = paths(&server.data());
    let exported = |format: &str| server.client().get(&format!("/api/datasets/{id}/export?format={format}"));
    exported("xlsx").expect_problem(507, "no_space");
    assert_eq!(paths(&server.data()), before);
    assert_eq!(exported("csv").status, 200);
    server.expect_well();
}
