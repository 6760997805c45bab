//! An object store with faults: a proxy in front of a real one, which answers in its place, says nothing, breaks off, or loses answers.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::s3::S3;
use crate::web::send;

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The store is not asked; the answer is that status, in the words of S3.
    Status(u16),
    /// The store does what it is asked for, and the answer is that status all the same.
    Lost(u16),
    /// Nothing is said until the client gives up.
    Silence,
    /// The connection ends in the middle of the request's body.
    HalfRequest,
    /// The store does what it is asked for, and the connection ends in the middle of the answer.
    HalfAnswer,
}

/// A request.
pub struct Asked {
    /// Such as `GET`.
    pub method: String,
    /// With its query.
    pub path: String,
    /// Whether it is to make an object that must be new.
    pub is_new: bool,
    /// How many requests of this method for this path there were before.
    pub before: usize,
}

type Rule = Box<dyn Fn(&Asked) -> Option<Fault> + Send>;

/// The proxy; its threads end with the tests.
pub struct Faulty {
    port: u16,
    rule: Arc<Mutex<Rule>>,
    counts: Arc<Mutex<HashMap<(String, String), usize>>>,
}

impl Faulty {
    /// Starts one without faults.
    pub fn before(s3: &S3) -> Faulty {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let none: Rule = Box::new(|_| None);
        let faulty = Faulty { port: listener.local_addr().unwrap().port(), rule: Arc::new(Mutex::new(none)), counts: Arc::default() };
        let (rule, counts, store) = (Arc::clone(&faulty.rule), Arc::clone(&faulty.counts), s3.address().to_owned());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (rule, counts, store) = (Arc::clone(&rule), Arc::clone(&counts), store.clone());
                // Whoever asked may be gone at any point.
                thread::spawn(move || pass(stream, &store, &rule, &counts));
            }
        });
        faulty
    }

    /// From now on this says what goes wrong. Requests are counted anew.
    pub fn rule(&self, rule: impl Fn(&Asked) -> Option<Fault> + Send + 'static) {
        *self.rule.lock().unwrap() = Box::new(rule);
        self.counts.lock().unwrap().clear();
    }

    /// From now on nothing goes wrong.
    pub fn mend(&self) {
        self.rule(|_| None);
    }

    /// How often the same was asked for, at most, since the rule was given.
    pub fn most_tries(&self) -> usize {
        self.counts.lock().unwrap().values().copied().max().unwrap_or_default()
    }

    /// The variables by which a client of the store comes by here. It waits two seconds for an answer.
    pub fn environment(&self, s3: &S3) -> Vec<(String, String)> {
        let mut environment = s3.environment();
        environment.retain(|(name, _)| name != "AWS_ENDPOINT_URL");
        environment.push(("AWS_ENDPOINT_URL".into(), format!("http://127.0.0.1:{}", self.port)));
        environment.push(("AWS_TIMEOUT".into(), "2 seconds".into()));
        environment
    }
}

fn pass(mut client: TcpStream, store: &str, rule: &Mutex<Rule>, counts: &Mutex<HashMap<(String, String), usize>>) -> Option<()> {
    let mut reader = BufReader::new(client.try_clone().ok()?);
    let head: Vec<String> = reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let mut words = head.first()?.split(' ').map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let header = |wanted: &str| head.iter().filter_map(|line| line.split_once(": ")).find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let before = {
        let mut counts = counts.lock().unwrap();
        let count = counts.entry((method.clone(), path.clone())).or_default();
        std::mem::replace(count, *count + 1)
    };
    let fault = rule.lock().unwrap()(&Asked { method, path, is_new: header("if-none-match").is_some(), before });
    let length = header("content-length").map_or(0, |(_, length)| length.parse().unwrap());
    let mut body = vec![0; if fault == Some(Fault::HalfRequest) { length / 2 } else { length }];
    reader.read_exact(&mut body).ok()?;
    match fault {
        Some(Fault::HalfRequest) => client.shutdown(Shutdown::Both).ok(),
        Some(Fault::Silence) => client.read(&mut [0]).ok().map(drop),
        Some(Fault::Status(status)) => refuse(&mut client, status),
        Some(Fault::Lost(status)) => forward(store, &head, &body).and_then(|_| refuse(&mut client, status)),
        None | Some(Fault::HalfAnswer) => {
            let answer = forward(store, &head, &body)?;
            let sent = if fault.is_some() { answer.len() - body_of(&answer).div_ceil(2).max(8) } else { answer.len() };
            client.write_all(&answer[..sent]).ok()?;
            client.shutdown(Shutdown::Both).ok()
        }
    }
}

fn refuse(client: &mut TcpStream, status: u16) -> Option<()> {
    let code = match status {
        403 => "SignatureDoesNotMatch",
        503 => "SlowDown",
        _ => "InternalError",
    };
    send(client, &format!("{status} {code}"), &[("Content-Type", "application/xml")], format!("<Error><Code>{code}</Code></Error>").as_bytes());
    Some(())
}

/// What the store answers, to the last byte.
fn forward(store: &str, head: &[String], body: &[u8]) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(store).ok()?;
    let kept = head.iter().filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    let head: String = kept.map(|line| format!("{line}\r\n")).collect();
    stream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(answer)
}

/// The length of an answer's body.
fn body_of(answer: &[u8]) -> usize {
    answer.windows(4).position(|end| end == b"\r\n\r\n").map_or(0, |at| answer.len() - at - 4)
}
