//! A blocking HTTP client whose every status is an answer, not an error.

use std::fs::File;
use std::io::Read;
use std::time::Duration;

use base64::Engine;
use serde_json::Value;
use ureq::http::request::Builder;
use ureq::http::{Request, Response};
use ureq::{Agent, Body, SendBody};

/// A client of one server.
#[derive(Clone)]
pub struct Client {
    base: String,
    agent: Agent,
    authorization: Option<String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Names in lower case, in the order of the wire.
    pub headers: Vec<(String, String)>,
    /// The whole body as it was on the wire.
    pub body: Vec<u8>,
}

impl Client {
    /// A client of the server at `base`, such as `http://127.0.0.1:7878`.
    pub fn new(base: &str) -> Client {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).timeout_global(Some(Duration::from_secs(600)));
        Client { base: base.to_owned(), agent: config.build().into(), authorization: None }
    }

    /// The same client with HTTP Basic credentials.
    pub fn with_password(&self, password: &str) -> Client {
        let credentials = base64::engine::general_purpose::STANDARD.encode(format!("admin:{password}"));
        Client { authorization: Some(format!("Basic {credentials}")), ..self.clone() }
    }

    /// `GET path`.
    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], None)
    }

    /// `GET path` with headers.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send("GET", path, headers, None)
    }

    /// `DELETE path`.
    pub fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, &[], None)
    }

    /// `POST path` with the bytes as body.
    pub fn post(&self, path: &str, body: &[u8]) -> Reply {
        self.send("POST", path, &[("content-type", "application/octet-stream")], Some(body))
    }

    /// `POST path` with JSON.
    pub fn post_json(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, &[("content-type", "application/json")], Some(body.to_string().as_bytes()))
    }

    /// `PUT path` with JSON and an `If-Match`.
    pub fn put_json(&self, path: &str, if_match: &str, body: &Value) -> Reply {
        let headers = [("content-type", "application/json"), ("if-match", if_match)];
        self.send("PUT", path, &headers, Some(body.to_string().as_bytes()))
    }

    /// Any request.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Reply {
        let request = self.request(method, path, headers);
        let response = match body {
            Some(bytes) => self.agent.run(request.body(bytes).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        };
        response.and_then(reply_of).unwrap_or_else(|e| panic!("{method} {path}: {e}"))
    }

    /// `POST path` with a file as body, streamed; its length is said before.
    pub fn post_file(&self, path: &str, file: &File) -> Reply {
        let request = self.request("POST", path, &[("content-type", "application/octet-stream")]);
        self.agent.run(request.body(file).unwrap()).and_then(reply_of).unwrap_or_else(|e| panic!("POST {path}: {e}"))
    }

    /// `POST path` with a body of unknown length, sent in chunks as `body` gives them.
    pub fn post_chunked(&self, path: &str, body: impl Read + 'static) -> Result<Reply, ureq::Error> {
        let request = self.request("POST", path, &[("content-type", "application/octet-stream")]);
        self.agent.run(request.body(SendBody::from_owned_reader(body)).unwrap()).and_then(reply_of)
    }

    /// `GET path`, its body still on the wire.
    pub fn open(&self, path: &str) -> impl Read + use<> {
        let response = self.agent.run(self.request("GET", path, &[]).body(()).unwrap()).unwrap();
        assert_eq!(response.status().as_u16(), 200, "GET {path}");
        response.into_body().into_with_config().limit(u64::MAX).reader()
    }

    fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Builder {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers.iter().copied().chain(self.authorization.as_deref().map(|value| ("authorization", value))) {
            request = request.header(name, value);
        }
        request
    }
}

fn reply_of(response: Response<Body>) -> Result<Reply, ureq::Error> {
    let (status, headers) = (response.status().as_u16(), headers_of(&response));
    let body = response.into_body().into_with_config().limit(u64::MAX).read_to_vec()?;
    Ok(Reply { status, headers, body })
}

fn headers_of<B>(response: &Response<B>) -> Vec<(String, String)> {
    response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}

impl Reply {
    /// The first header of that name (in lower case), or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e} in: {self}"))
    }

    /// The body as JSON, if the status is `status`.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self}");
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// Checks that this is a problem of that status and code, a whole one, and that it tells nothing about the machine.
    #[track_caller]
    pub fn expect_problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{self}");
        assert_eq!(self.header("content-type").split(';').next(), Some("application/problem+json"), "{self}");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{self}");
        assert_eq!(problem["status"], status, "{self}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.len() > 15, "not a sentence: {detail}");
        let machine = ["/tmp", "/usr/", "/var/", ".rs:", "panicked", "SELECT "];
        assert!(machine.iter().all(|word| !String::from_utf8_lossy(&self.body).contains(word)), "{self}");
        problem
    }
}

impl std::fmt::Display for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let head: String = String::from_utf8_lossy(&self.body).chars().take(2_000).collect();
        write!(f, "{} {head}", self.status)
    }
}

/// Percent-encodes text for use in a query string or as a path segment.
pub fn encode(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
