//! What the system says about a process.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Resident memory in bytes.
pub fn rss_bytes(pid: u32) -> u64 {
    status_bytes(pid, "VmRSS:").unwrap()
}

/// Memory that it holds itself, in bytes: without the pages of files that are mapped, its program's above all, of which the system decides.
pub fn held_bytes(pid: u32) -> u64 {
    status_bytes(pid, "RssAnon:").unwrap()
}

/// The most resident memory that it ever had, in bytes; nothing if it is gone.
pub fn peak_rss_bytes(pid: u32) -> Option<u64> {
    status_bytes(pid, "VmHWM:")
}

fn status_bytes(pid: u32, field: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(field))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
}

/// The ids of its children, zombies included.
pub fn children(pid: u32) -> Vec<u32> {
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    let lists = tasks.flatten().filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().map(|id| id.parse().unwrap()).collect::<Vec<u32>>()).collect()
}

/// A process with all below it: ids and command lines.
pub fn tree(pid: u32) -> Vec<(u32, String)> {
    let command = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default().replace('\0', " ");
    let below = children(pid).into_iter().flat_map(tree);
    std::iter::once((pid, command)).chain(below).collect()
}

/// Whether we may mount file systems: the effective user is root.
pub fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().any(|line| line.starts_with("Uid:") && line.split_whitespace().nth(2) == Some("0"))
}

/// Every file below `folder`, with its size, sorted by path.
pub fn files_below(folder: &Path) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                Ok(_) => found.push((entry.path().display().to_string(), entry.metadata().map_or(0, |m| m.len()))),
                Err(_) => {}
            }
        }
    }
    found.sort();
    found
}

/// Whether it is there and not a zombie.
pub fn is_running(pid: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    status.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['Z', 'X']))
}

/// Sends a signal, `TERM` for example; nothing happens if the process is gone.
pub fn signal(pid: u32, name: &str) {
    let _ = Command::new("kill").args([&format!("-{name}"), &pid.to_string()]).stderr(Stdio::null()).status();
}

/// Asks a process to end.
pub fn terminate(pid: u32) {
    assert!(is_running(pid));
    signal(pid, "TERM");
}
