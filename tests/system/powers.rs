//! What the process that reads a file could do to the machine, where the server is root's.

use std::fs::{Permissions, read_to_string, remove_file, set_permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::thread::scope;

use tempfile::TempDir;
use tests::process::{children, is_root};
use tests::server::{FAULT, Options, Server, until};

/// To pass the permissions of files: bits 1 and 2.
const KEPT: u64 = 0b110;
/// Any user but root.
const SOMEBODY: u32 = 65_534;

#[test]
fn who_reads_a_file_has_no_power_of_root_but_to_pass_permissions() {
    let folder = TempDir::new().unwrap();
    let hold = folder.path().join("hold");
    let environment = vec![(FAULT.to_owned(), format!("parse.begun@{}", hold.display()))];
    let server = Server::with(Options { environment, ..Options::default() });
    let status = scope(|scope| {
        let upload = scope.spawn(|| server.upload("a.csv", b"a\n1\n").rows);
        until("its reader waits", || hold.exists());
        let status = read_to_string(format!("/proc/{}/status", children(server.pid())[0])).unwrap();
        remove_file(&hold).unwrap();
        assert_eq!(upload.join().unwrap(), 1);
        status
    });
    // Who is not root has none, and no program of its could give it the others.
    for set in ["CapEff", "CapPrm", "CapInh", "CapAmb", "CapBnd"].iter().filter(|set| **set != "CapBnd" || is_root()) {
        let told = status.lines().find_map(|line| line.strip_prefix(&format!("{set}:"))).unwrap();
        assert_eq!(u64::from_str_radix(told.trim(), 16).unwrap() & !KEPT, 0, "{set}: {told}");
    }
}

#[test]
fn root_keeps_data_in_a_folder_that_only_somebody_else_may_enter() {
    if !is_root() {
        println!("skipped: the tests don't run as root");
        return;
    }
    let folder = TempDir::new().unwrap();
    chown(folder.path(), Some(SOMEBODY), Some(SOMEBODY)).unwrap();
    set_permissions(folder.path(), Permissions::from_mode(0o700)).unwrap();
    let server = Server::with(Options { data: Some(folder.path().join("data")), ..Options::default() });
    assert_eq!(server.upload("a.csv", b"a\n1\n").rows, 1);
    server.expect_whole();
}
