//! HTTP/1.1 by hand, for what a well-behaved client never does: lie about a length, stop in the middle, name another host.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::http::Reply;

/// Sends a request with its body, which may be refused before all of it has left: what `Client` takes for a broken connection.
pub fn ask(address: &str, line: &str, more: &[(&str, &str)], bytes: &[u8]) -> Reply {
    let length = bytes.len().to_string();
    let headers = [&[("Host", address), ("Content-Length", length.as_str())], more].concat();
    let mut request = Raw::connect(address).head(line, &headers);
    request.send(bytes);
    request.reply()
}

/// One connection for one request.
pub struct Raw(TcpStream);

impl Raw {
    /// Connects to `host:port`.
    pub fn connect(address: &str) -> Raw {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.set_write_timeout(Some(Duration::from_secs(60))).unwrap();
        Raw(stream)
    }

    /// Sends a request line and headers; `Connection: close` is added.
    pub fn head(mut self, line: &str, headers: &[(&str, &str)]) -> Raw {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        self.0.write_all(format!("{line} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n").as_bytes()).unwrap();
        self
    }

    /// Sends bytes as they are. The other side may have answered and closed by now, so failing to send is not an error.
    pub fn send(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).is_ok()
    }

    /// Sends one chunk of a chunked body.
    pub fn send_chunk(&mut self, bytes: &[u8]) -> bool {
        self.send(format!("{:x}\r\n", bytes.len()).as_bytes()) && self.send(bytes) && self.send(b"\r\n")
    }

    /// Reads at least `bytes` bytes of the answer.
    pub fn read_some(&mut self, bytes: usize) -> Vec<u8> {
        let mut read = vec![0; bytes];
        self.0.read_exact(&mut read).unwrap();
        read
    }

    /// The answer, up to the end of the connection.
    pub fn reply(self) -> Reply {
        parse(&self.bytes())
    }

    /// The same as it is, which may be nothing.
    pub fn bytes(mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // A server that refuses early closes while we still send: what it said arrives before the reset.
        let _ = self.0.read_to_end(&mut bytes);
        bytes
    }
}

fn parse(bytes: &[u8]) -> Reply {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or_else(|| panic!("no answer but {} bytes", bytes.len()));
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    let body = &bytes[end + 4..];
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    Reply { status, headers, body: if chunked { unchunk(body) } else { body.to_vec() } }
}

fn unchunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = bytes.windows(2).position(|w| w == b"\r\n") {
        let length = usize::from_str_radix(&String::from_utf8_lossy(&bytes[..end]), 16).unwrap_or(0);
        let (start, stop) = (end + 2, end + 2 + length);
        if length == 0 || bytes.len() < stop + 2 {
            break;
        }
        body.extend_from_slice(&bytes[start..stop]);
        bytes = &bytes[stop + 2..];
    }
    body
}
