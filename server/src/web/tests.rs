//! Names that answer as a test has them, and a server on this machine.

#![allow(clippy::unwrap_used)]

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

use futures::TryStreamExt;

use super::error::WebTrouble;
use super::resolve::addresses;
use super::*;

const PACE: Pace = Pace { window: Duration::from_secs(10), least_bytes: 1, whole: None };

/// A server that answers each request with the next of these, and tells at its end how many came.
fn serving(answers: &'static [&'static str]) -> (SocketAddr, thread::JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let served = move || {
        let answer = |answer: &&str| {
            let (mut stream, _) = listener.accept().unwrap();
            BufReader::new(&stream).lines().map_while(Result::ok).find(String::is_empty).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        };
        answers.iter().map(answer).count()
    };
    (address, thread::spawn(served))
}

async fn found(setting: &str, answer: &[&str]) -> Result<Vec<SocketAddr>, WebTrouble> {
    let url = Url::parse("http://mixed.example/x").unwrap();
    let all: Vec<SocketAddr> = answer.iter().map(|address| SocketAddr::new(address.parse().unwrap(), 80)).collect();
    let lookup = async |_: String, _: u16| io::Result::Ok(all.clone());
    addresses(&lookup, &Allowed::parse(setting).unwrap(), &url).await.map_err(|error| error.trouble)
}

#[tokio::test]
async fn of_mixed_answers_the_public_ones_are_left_and_of_none_nothing() {
    let public = found("on", &["127.0.0.1", "1.1.1.1", "10.0.0.1", "fd00::1"]).await;
    assert_eq!(public.unwrap(), ["1.1.1.1:80".parse().unwrap()]);
    assert_eq!(found("on", &["127.0.0.1", "::1"]).await, Err(WebTrouble::Private));
    assert_eq!(found("on", &[]).await, Err(WebTrouble::Name));
    assert_eq!(found("mixed.example", &["127.0.0.1", "1.1.1.1"]).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_name_is_looked_up_once_a_hop_and_the_connection_goes_to_what_was_found_then() {
    let (first, served) = serving(&[
        "HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
    ]);
    // Nobody listens where any further answer leads.
    let answers = RefCell::new(vec![vec![], vec![first], vec![first]]);
    let lookup = async |name: String, _: u16| {
        assert_eq!(name, "rebind.example");
        io::Result::Ok(answers.borrow_mut().pop().unwrap())
    };
    let url = Url::parse(&format!("http://rebind.example:{}/", first.port())).unwrap();
    let arriving = open_by(lookup, (&Allowed::parse("rebind.example").unwrap(), PACE), &url).await.unwrap();
    let body: Vec<Bytes> = arriving.bytes.try_collect().await.unwrap();
    assert_eq!((body.concat(), served.join().unwrap()), (b"ok".to_vec(), 2));
    assert_eq!(answers.borrow().len(), 1, "a lookup too many");
}

#[tokio::test]
async fn a_name_that_turns_private_after_a_redirect_is_refused_and_not_connected_to() {
    let answer = "HTTP/1.1 302 Found\r\nLocation: http://rebind.example/x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let (first, served) = serving(Box::leak(Box::new([answer])));
    let lookup =
        async |name: String, port: u16| io::Result::Ok(if name == "first.example" { vec![first] } else { vec![SocketAddr::new(first.ip(), port)] });
    let url = Url::parse(&format!("http://first.example:{}/", first.port())).unwrap();
    let refused = open_by(lookup, (&Allowed::parse("on,first.example").unwrap(), PACE), &url).await.map(|_| ()).unwrap_err();
    assert_eq!((refused.host.as_str(), refused.trouble), ("rebind.example", WebTrouble::Private));
    assert_eq!(served.join().unwrap(), 1);
}
