//! A broker that speaks Kafka's protocol.

use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use tempfile::TempDir;

use super::{Program, free_port, python};
use crate::server::until;

/// A running broker, or the one that `SIGHTLINE_TEST_KAFKA` names, which is never ended.
pub struct Broker {
    address: String,
    own: Option<(Program, TempDir)>,
}

impl Broker {
    /// Starts one with no topics. On a broker that is named, topics of other tests may exist: choose names that nobody else has.
    pub fn start() -> Broker {
        if let Ok(address) = std::env::var("SIGHTLINE_TEST_KAFKA") {
            return Broker { address, own: None };
        }
        let folder = TempDir::new().unwrap();
        let port = free_port();
        let program = launch(&folder, port);
        let mut broker = Broker { address: format!("127.0.0.1:{port}"), own: Some((program, folder)) };
        broker.wait();
        broker
    }

    /// `host:port`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Whether it can be killed: not if somebody else's is used.
    pub fn is_own(&self) -> bool {
        self.own.is_some()
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        let (program, _) = self.own.as_mut().expect("a broker of somebody else is not ours to kill");
        program.kill();
    }

    /// Starts it again at the same address, with what it had.
    pub fn restart(&mut self) {
        let port = self.address.rsplit(':').next().unwrap().parse().unwrap();
        let (program, folder) = self.own.as_mut().expect("a broker of somebody else is not ours to start");
        program.kill();
        *program = launch(folder, port);
        self.wait();
    }

    /// Makes a topic.
    pub fn create_topic(&self, topic: &str, partitions: i32) {
        let admin: AdminClient<DefaultClientContext> = ClientConfig::new().set("bootstrap.servers", &self.address).create().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let topics = [NewTopic::new(topic, partitions, TopicReplication::Fixed(1)).set("max.message.bytes", "20000000")];
        let made = runtime.block_on(admin.create_topics(&topics, &AdminOptions::new().operation_timeout(Some(Duration::from_secs(30)))));
        for result in made.unwrap() {
            result.unwrap_or_else(|(topic, error)| panic!("{topic}: {error}"));
        }
    }

    /// Waits until it answers a client.
    fn wait(&mut self) {
        let address = self.address.clone();
        let Some((program, _)) = self.own.as_mut() else { return };
        until("the broker listens", || {
            program.expect_alive();
            TcpStream::connect(&address).is_ok()
        });
        let client: BaseConsumer = ClientConfig::new().set("bootstrap.servers", &address).create().unwrap();
        until("the broker answers", || client.fetch_metadata(None, Duration::from_secs(2)).is_ok());
    }
}

fn launch(folder: &TempDir, port: u16) -> Program {
    let mut command = Command::new(broker());
    command.args(["start", "--data-dir"]).arg(folder.path().join("data"));
    command.args(["--host", "127.0.0.1", "--only", "kafka", "--kafka-port", &port.to_string()]);
    Program::start(&mut command, &folder.path().join("log"))
}

/// The broker itself: the command of that name would stay its parent, and die in its place.
fn broker() -> PathBuf {
    let place = "import noida_db, pathlib; print(pathlib.Path(noida_db.__file__).with_name('noida-db'))";
    let output = Command::new(python()).args(["-c", place]).output().unwrap();
    assert!(output.status.success(), "noida-db is not installed; `cargo xtask test` does that");
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim())
}
