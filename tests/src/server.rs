//! The real program, started on a data folder of its own.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value;
use shared::wire::dataset::Dataset;
use tempfile::TempDir;

use crate::http::{Client, encode};
use crate::process;
use crate::services::place::Place;
use crate::services::postgres::Postgres;
use crate::services::s3::S3;

/// How a server is started.
#[derive(Clone, Default)]
pub struct Options {
    /// `--admin-password`.
    pub admin_password: Option<String>,
    /// `--max-upload-bytes`.
    pub max_upload_bytes: Option<u64>,
    /// The data folder; a temporary one if not given.
    pub data: Option<PathBuf>,
    /// Where its log goes; a file of its own if not given.
    pub log: Option<PathBuf>,
    /// Further variables of its environment. With a `SIGHTLINE_DATA` among them, that is where its data is, and `data` is where it
    /// works.
    pub environment: Vec<(String, String)>,
}

impl Options {
    /// Data on an object store.
    pub fn on_s3(self, s3: &S3) -> Options {
        self.on_store(s3.url(), s3.environment())
    }

    /// Data at that address, which these variables let a client into.
    pub fn on_store(mut self, url: String, environment: Vec<(String, String)>) -> Options {
        self.environment.extend(environment);
        self.environment.push(("SIGHTLINE_DATA".into(), url));
        self
    }

    /// The catalog in a database.
    pub fn on_postgres(mut self, postgres: &Postgres) -> Options {
        self.environment.push(("SIGHTLINE_CATALOG".into(), postgres.url()));
        self
    }

    fn says_where(&self) -> bool {
        self.data.is_some() || self.environment.iter().any(|(name, _)| ["SIGHTLINE_DATA", "SIGHTLINE_CATALOG"].contains(&name.as_str()))
    }
}

/// The variable that names a point at which a server ends itself; it may do so before it says where it is.
pub const FAULT: &str = "SIGHTLINE_FAULT";

/// Any port that is free.
const ANY_PORT: &str = "127.0.0.1:0";

/// A running server. It is killed, by its own process id, when this is dropped.
pub struct Server {
    child: Child,
    base: String,
    options: Options,
    folder: TempDir,
    place: Option<Place>,
}

impl Server {
    /// Starts a server with default settings.
    pub fn start() -> Server {
        Server::with(Options::default())
    }

    /// Starts a server; where its data and its catalog are is the options' choice, or that of who runs the tests.
    pub fn with(mut options: Options) -> Server {
        let folder = TempDir::new().unwrap();
        let place = if options.says_where() { None } else { Place::told() };
        if let Some(place) = &place {
            options = options.on_s3(&place.s3).on_postgres(&place.postgres);
        }
        let (child, base) = launch(&options, folder.path(), ANY_PORT);
        Server { child, base, options, folder, place }
    }

    /// Ends it as a power cut would.
    pub fn kill9(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Tells it to stop, waits until it has, and gives its exit code.
    pub fn stop(&mut self) -> Option<i32> {
        process::terminate(self.pid());
        self.wait()
    }

    /// Waits until it has ended by itself, and gives its exit code.
    pub fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Starts it again on the same data, at a new address.
    pub fn restart(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        (self.child, self.base) = launch(&self.options, self.folder.path(), ANY_PORT);
    }

    /// Sets a variable of its environment from the next start on, or takes it away.
    pub fn set(&mut self, variable: &str, value: Option<&str>) {
        self.options.environment.retain(|(name, _)| name != variable);
        self.options.environment.extend(value.map(|value| (variable.to_owned(), value.to_owned())));
    }

    /// Starts it again on the same data, at the same address.
    pub fn restart_here(&mut self) {
        let address = self.address().to_owned();
        let _ = self.child.kill();
        let _ = self.child.wait();
        (self.child, self.base) = launch(&self.options, self.folder.path(), &address);
    }

    /// `http://127.0.0.1:PORT`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    /// The folder that holds everything it stores, but for what is at its place.
    pub fn data(&self) -> PathBuf {
        self.options.data.clone().unwrap_or_else(|| self.folder.path().join("data"))
    }

    /// Where its data and its catalog are, as variables of an environment.
    pub fn settings(&self) -> Vec<(String, String)> {
        let mut settings = self.options.environment.clone();
        let is_remote = settings.iter().any(|(name, _)| name == "SIGHTLINE_DATA");
        settings.push((if is_remote { "SIGHTLINE_WORK" } else { "SIGHTLINE_DATA" }.to_owned(), self.data().display().to_string()));
        settings
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A client with the owner's rights.
    pub fn client(&self) -> Client {
        let client = Client::new(&self.base);
        self.options.admin_password.iter().fold(client, |client, password| client.with_password(password))
    }

    /// A client without credentials.
    pub fn stranger(&self) -> Client {
        Client::new(&self.base)
    }

    /// Uploads a file and gives the dataset.
    #[track_caller]
    pub fn upload(&self, file_name: &str, bytes: &[u8]) -> Dataset {
        let reply = self.client().post(&format!("/api/datasets?file_name={}", encode(file_name)), bytes);
        serde_json::from_value(reply.expect(201)).unwrap()
    }

    /// The names of all datasets, newest first.
    pub fn dataset_names(&self) -> Vec<String> {
        let list = self.client().get("/api/datasets").expect(200);
        list["datasets"].as_array().unwrap().iter().map(|d| d["name"].as_str().unwrap().to_owned()).collect()
    }

    /// Checks that it answers, that no reader of files is left behind, and that a good file is still stored.
    #[track_caller]
    pub fn expect_well(&self) {
        assert!(self.client().get("/health/live").status < 300);
        until("no child process is left", || process::children(self.pid()).is_empty());
        let dataset = self.upload("well.csv", b"a,b\n1,x\n2,y\n");
        assert_eq!(dataset.rows, 2);
        assert_eq!(self.client().delete(&format!("/api/datasets/{}?purge=true", dataset.id)).status, 204);
    }

    /// Checks that `sightline check` finds nothing wrong with what it stores.
    #[track_caller]
    pub fn expect_checked(&self) {
        let checked = run_with(&["check"], &self.settings());
        assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));
    }

    /// The same, and that it is well.
    #[track_caller]
    pub fn expect_whole(&self) {
        self.expect_checked();
        self.expect_well();
    }

    /// Where its data and its catalog are, if not in the folder.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// Every file in the data folder, and every object at its place, with its size.
    pub fn files(&self) -> Vec<(String, u64)> {
        let mut files = process::files_below(&self.data());
        files.extend(self.place.iter().flat_map(|place| place.s3.files()));
        files
    }

    /// The dashboard that the server suggests for a dataset.
    pub fn dashboard(&self, dataset: &str) -> Value {
        self.client().post_json("/api/dashboards", &serde_json::json!({ "dataset": dataset })).expect(201)
    }

    /// What it wrote to its log so far.
    pub fn log(&self) -> String {
        log_of(self.folder.path())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("the server's log:\n{}", self.log());
        }
    }
}

/// Tries until it holds, for at most half a minute.
#[track_caller]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}

/// Runs the program to its end.
pub fn run(arguments: &[&str]) -> Output {
    program().args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Runs the program to its end with further variables of its environment.
pub fn run_with(arguments: &[&str], environment: &[(String, String)]) -> Output {
    program().args(arguments).envs(environment.iter().cloned()).stdin(Stdio::null()).output().unwrap()
}

/// Runs `sightline serve` to its end in that folder, where it is expected to refuse to start, and gives what it says.
#[track_caller]
pub fn refusal(folder: &Path, arguments: &[&str], environment: &[(String, String)]) -> String {
    let mut command = program();
    command.args(["serve", "--listen", ANY_PORT]).args(arguments).current_dir(folder).envs(environment.iter().cloned());
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let started = announced(child.stdout.take().unwrap());
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(started.is_none(), "it started: {said}");
    assert_eq!(output.status.code(), Some(2), "{said}");
    said
}

/// The program, without the settings of whoever runs the tests.
fn program() -> Command {
    without_settings(Command::new(binary()))
}

/// The program under another one, such as `strace`, which gets these arguments before.
pub fn under(tracer: &str, arguments: &[&str]) -> Command {
    let mut command = without_settings(Command::new(tracer));
    command.args(arguments).arg(binary());
    command
}

fn without_settings(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_setting(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command
}

fn is_setting(variable: &str) -> bool {
    ["SIGHTLINE_", "AWS_", "AZURE_", "AZURITE_", "GOOGLE_", "PG"].iter().any(|prefix| variable.starts_with(prefix))
}

fn launch(options: &Options, folder: &Path, listen: &str) -> (Child, String) {
    let data = options.data.clone().unwrap_or_else(|| folder.join("data"));
    let mut command = program();
    let is_remote = options.environment.iter().any(|(name, _)| name == "SIGHTLINE_DATA");
    command.args(["serve", "--listen", listen, if is_remote { "--work" } else { "--data" }]).arg(data);
    command.envs(options.environment.iter().cloned()).current_dir(folder);
    if let Some(password) = &options.admin_password {
        command.env("SIGHTLINE_ADMIN_PASSWORD", password);
    }
    if let Some(limit) = options.max_upload_bytes {
        command.args(["--max-upload-bytes", &limit.to_string()]);
    }
    let log = options.log.clone().unwrap_or_else(|| folder.join("log"));
    let log = File::options().create(true).append(true).open(log).unwrap();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
    let base = announced(child.stdout.take().unwrap());
    let may_end = options.environment.iter().any(|(name, _)| name == FAULT);
    let base = base.or_else(|| may_end.then(String::new)).unwrap_or_else(|| panic!("the server did not start:\n{}", log_of(folder)));
    (child, base)
}

/// Waits for the line that names the address; a thread keeps the pipe open and empty.
fn announced(stdout: ChildStdout) -> Option<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if let Some(address) = line.strip_prefix("Sightline is at ") {
                let _ = sender.send(address.trim_end_matches('/').to_owned());
            }
        }
    });
    receiver.recv_timeout(Duration::from_secs(60)).ok()
}

fn log_of(folder: &Path) -> String {
    fs::read_to_string(folder.join("log")).unwrap_or_default()
}

/// `SIGHTLINE_BIN`, or the program that was built beside the tests.
fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("SIGHTLINE_BIN") {
        return PathBuf::from(path).canonicalize().unwrap();
    }
    let test = std::env::current_exe().unwrap();
    let beside = test.ancestors().nth(2).unwrap().join("sightline");
    assert!(beside.exists(), "build the server first: cargo build");
    beside
}
