//! A static server on loopback for the tabs of the peers: npm's packages and the data, isolated so that memory can be shared.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;

/// A page with nothing in it, to which the bench brings its scripts.
const PAGE: &str = "<!doctype html><title>bench</title><link rel=icon href=data:,>";
const HEADERS: &str = "Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Embedder-Policy: require-corp\r\n\
    Cross-Origin-Resource-Policy: same-origin\r\nCache-Control: no-store\r\nConnection: close\r\n";

/// Serves until the program ends.
pub struct Host {
    base: String,
}

impl Host {
    /// Serves each folder below its name: `("npm", folder)` gives `/npm/…`.
    pub fn start(folders: &[(&'static str, &Path)]) -> Host {
        let folders: Arc<[(&str, PathBuf)]> = folders.iter().map(|(name, folder)| (*name, folder.to_path_buf())).collect();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let folders = Arc::clone(&folders);
                // A tab that goes away in the middle of an answer is no failure.
                thread::spawn(move || answer(&stream, &folders).unwrap_or_default());
            }
        });
        Host { base }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn base(&self) -> &str {
        &self.base
    }
}

fn answer(mut stream: &TcpStream, folders: &[(&str, PathBuf)]) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    lines.take_while(|line| line.as_ref().is_ok_and(|line| !line.is_empty())).for_each(drop);
    let path = first.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
    if path.is_empty() {
        return write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n{HEADERS}\r\n{PAGE}", PAGE.len());
    }
    match find(path, folders).and_then(|file| File::open(file).ok()) {
        Some(mut file) => {
            let length = file.metadata()?.len();
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {length}\r\n{HEADERS}\r\n", kind(path))?;
            io::copy(&mut file, &mut stream).map(drop)
        }
        None => write!(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n{HEADERS}\r\n"),
    }
}

/// The file that a path means, in its folder and nowhere else.
fn find(path: &str, folders: &[(&str, PathBuf)]) -> Option<PathBuf> {
    let (name, rest) = path.split_once('/')?;
    let inside = Path::new(rest).components().all(|part| matches!(part, Component::Normal(_)));
    folders.iter().find(|(folder, _)| inside && *folder == name).map(|(_, folder)| folder.join(rest))
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
