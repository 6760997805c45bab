//! A stand-in for Google Cloud Storage: the part of its XML API that stores, reads, lists and deletes objects, with conditions on puts as
//! <https://cloud.google.com/storage/docs/xml-api> has them. No server that can be installed here honours these.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use percent_encoding::percent_decode_str;

use crate::web::send;

const BUCKET: &str = "sightline-test";
/// The API lists so many at most; a small page makes the client turn it.
const PAGE: usize = 5;

/// Objects by name, each with its generation.
type Objects = Arc<Mutex<BTreeMap<String, (u64, Vec<u8>)>>>;

/// A running store with one bucket; its thread ends with the tests.
pub struct Gcs {
    port: u16,
    objects: Objects,
}

struct Request {
    method: String,
    /// The name of an object, or nothing for the bucket.
    name: String,
    query: BTreeMap<String, String>,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Gcs {
    /// Starts one that takes any key.
    pub fn start() -> Gcs {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, objects) = (listener.local_addr().unwrap().port(), Objects::default());
        let kept = Arc::clone(&objects);
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let objects = Arc::clone(&kept);
                thread::spawn(move || read(&stream).map(|request| answer(&objects, &request, &mut stream)));
            }
        });
        Gcs { port, objects }
    }

    /// The address of the data: `gs://bucket/prefix`.
    pub fn url(&self) -> String {
        format!("gs://{BUCKET}/some/prefix")
    }

    /// The variables by which a client finds it.
    pub fn environment(&self) -> Vec<(String, String)> {
        let key = format!(
            r#"{{"gcs_base_url":"http://127.0.0.1:{}","disable_oauth":true,"client_email":"","private_key":"","private_key_id":""}}"#,
            self.port
        );
        vec![("GOOGLE_SERVICE_ACCOUNT_KEY".to_owned(), key)]
    }

    /// The names of all its objects.
    pub fn objects(&self) -> Vec<String> {
        self.objects.lock().unwrap().keys().cloned().collect()
    }
}

/// A whole request; none if whoever asked is gone.
fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).ok().map(|_| line.trim_end().to_owned())
    };
    let first = line()?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?);
    let header = |line: String| line.split_once(':').map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
    let headers: BTreeMap<_, _> = std::iter::from_fn(|| line().filter(|line| !line.is_empty()).and_then(header)).collect();
    let mut body = vec![0; headers.get("content-length").map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.to_owned(), plain(value))).collect();
    // The client encodes the slashes within names too.
    let name = plain(path).trim_start_matches('/').strip_prefix(BUCKET)?.trim_start_matches('/').to_owned();
    Some(Request { method, name, query, headers, body })
}

fn plain(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

fn answer(objects: &Objects, request: &Request, stream: &mut TcpStream) {
    let mut objects = objects.lock().unwrap();
    let found = objects.get(&request.name).cloned();
    match (request.method.as_str(), found) {
        ("GET", _) if request.name.is_empty() => send(stream, "200 OK", &[], page(&objects, request).as_bytes()),
        ("PUT", found) => {
            let there = found.map_or(0, |(generation, _)| generation);
            if request.headers.get("x-goog-if-generation-match").is_some_and(|wanted| *wanted != there.to_string()) {
                return send(stream, "412 Precondition Failed", &[], b"<Error><Code>PreconditionFailed</Code></Error>");
            }
            let generation = there + 1;
            objects.insert(request.name.clone(), (generation, request.body.clone()));
            send(stream, "200 OK", &[("ETag", "\"e\""), ("x-goog-generation", &generation.to_string())], b"");
        }
        (_, None) => send(stream, "404 Not Found", &[], b"<Error><Code>NoSuchKey</Code></Error>"),
        ("DELETE", _) => {
            objects.remove(&request.name);
            send(stream, "204 No Content", &[], b"");
        }
        (_, Some(object)) => give(stream, request, &object),
    }
}

/// An object, or the range of it that was asked for.
fn give(stream: &mut TcpStream, request: &Request, (generation, bytes): &(u64, Vec<u8>)) {
    let generation = generation.to_string();
    let mut headers = vec![("ETag", "\"e\""), ("x-goog-generation", generation.as_str()), ("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")];
    let Some((first, last)) = request.headers.get("range").and_then(|range| range.strip_prefix("bytes=")?.split_once('-')) else {
        return send(stream, "200 OK", &headers, bytes);
    };
    let range = match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) => first..bytes.len().min(last + 1usize),
        (Ok(first), Err(_)) => first..bytes.len(),
        (Err(_), last) => bytes.len().saturating_sub(last.unwrap())..bytes.len(),
    };
    if range.is_empty() || range.end > bytes.len() {
        return send(stream, "416 Range Not Satisfiable", &headers, b"");
    }
    let told = format!("bytes {}-{}/{}", range.start, range.end - 1, bytes.len());
    headers.push(("Content-Range", &told));
    send(stream, "206 Partial Content", &headers, &bytes[range]);
}

/// A page of the list of what begins with a prefix; with a delimiter, of the folders too.
fn page(objects: &BTreeMap<String, (u64, Vec<u8>)>, request: &Request) -> String {
    let asked = |name: &str| request.query.get(name).map_or("", String::as_str);
    let (prefix, delimiter) = (asked("prefix"), asked("delimiter"));
    let after = asked("continuation-token").max(asked("start-after"));
    let mut entries: BTreeMap<String, String> = BTreeMap::new();
    for (name, (_, bytes)) in objects.iter().filter(|(name, _)| name.starts_with(prefix)) {
        match name[prefix.len()..].split_once(delimiter).filter(|_| !delimiter.is_empty()) {
            Some((folder, _)) => {
                let folder = format!("{prefix}{folder}{delimiter}");
                let entry = format!("<CommonPrefixes><Prefix>{folder}</Prefix></CommonPrefixes>");
                entries.insert(folder, entry);
            }
            None => {
                let about = format!("<Size>{}</Size><LastModified>2026-01-01T00:00:00Z</LastModified><ETag>\"e\"</ETag>", bytes.len());
                entries.insert(name.clone(), format!("<Contents><Key>{name}</Key>{about}</Contents>"));
            }
        }
    }
    let left: Vec<_> = entries.into_iter().filter(|(name, _)| name.as_str() > after).collect();
    let shown = &left[..left.len().min(PAGE)];
    let next = shown.last().filter(|_| left.len() > PAGE);
    let next = next.map(|(name, _)| format!("<NextContinuationToken>{name}</NextContinuationToken>")).unwrap_or_default();
    format!("<ListBucketResult>{}{next}</ListBucketResult>", shown.iter().map(|(_, entry)| entry.as_str()).collect::<String>())
}
