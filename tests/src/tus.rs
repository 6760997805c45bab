//! A client of resumable uploads, request by request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::http::{Client, Reply};

/// The header that every request of tus carries.
pub const VERSION: (&str, &str) = ("tus-resumable", "1.0.0");

/// The media type of a part.
pub const PART: (&str, &str) = ("content-type", "application/offset+octet-stream");

/// Asks for an upload of that many bytes.
pub fn create(client: &Client, file_name: &str, bytes: usize) -> Reply {
    let metadata = format!("filename {},modified {}", STANDARD.encode(file_name), STANDARD.encode("1700000000000"));
    client.send("POST", "/api/uploads", &[VERSION, ("upload-length", &bytes.to_string()), ("upload-metadata", &metadata)], Some(b""))
}

/// Begins an upload; its path.
#[track_caller]
pub fn begin(client: &Client, file_name: &str, bytes: usize) -> String {
    let reply = create(client, file_name, bytes);
    assert_eq!(reply.status, 201, "{reply}");
    reply.header("location").to_owned()
}

/// Sends a part.
pub fn send(client: &Client, path: &str, offset: usize, part: &[u8], more: &[(&str, &str)]) -> Reply {
    let offset = offset.to_string();
    let headers: Vec<_> = [VERSION, PART, ("upload-offset", &offset)].into_iter().chain(more.iter().copied()).collect();
    client.send("PATCH", path, &headers, Some(part))
}

/// Where an upload stands.
#[track_caller]
pub fn offset(client: &Client, path: &str) -> usize {
    let reply = client.send("HEAD", path, &[VERSION], None);
    assert_eq!((reply.status, reply.header("cache-control")), (200, "no-store"), "{reply}");
    reply.header("upload-offset").parse().unwrap()
}

/// The id at the end of an upload's path.
pub fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}
