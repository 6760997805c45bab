//! A PostgreSQL server.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::{Program, free_port};
use crate::process::is_root;
use crate::server::until;

/// The password of its only user; no log may hold it.
pub const PASSWORD: &str = "pg-secret-7d1f";

/// The database that a new server has.
const DATABASE: &str = "postgres";

/// A database of a running server.
pub struct Postgres {
    /// None if others run it.
    own: Option<(Program, TempDir)>,
    port: u16,
    database: String,
}

impl Postgres {
    /// Starts a server with one empty database.
    pub fn start() -> Postgres {
        let folder = TempDir::new().unwrap();
        if let Some((user, group)) = user() {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        initialise(folder.path());
        let port = free_port();
        let program = launch(folder.path(), port);
        let mut postgres = Postgres { own: Some((program, folder)), port, database: DATABASE.into() };
        postgres.wait();
        postgres
    }

    /// A new, empty database of the server at that port.
    pub fn at(port: u16, database: &str) -> Postgres {
        let first = Postgres { own: None, port, database: DATABASE.into() };
        first.query(&format!("CREATE DATABASE \"{database}\""));
        Postgres { database: database.to_owned(), ..first }
    }

    /// The port at which it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `postgres://user:password@127.0.0.1:port/database`.
    pub fn url(&self) -> String {
        self.url_with(PASSWORD)
    }

    /// The same with another password.
    pub fn url_with(&self, password: &str) -> String {
        format!("postgres://sightline:{password}@127.0.0.1:{}/{}", self.port, self.database)
    }

    /// What a statement gives: a line for each row, `|` between values.
    pub fn query(&self, sql: &str) -> String {
        let output = tool("psql").args(["--no-psqlrc", "-At", "-c", sql, &self.url()]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        self.own.as_mut().unwrap().0.kill();
    }

    /// Starts it again at the same address, with what it had.
    pub fn restart(&mut self) {
        self.kill();
        // What the killed one left behind belongs to nobody now.
        let (program, folder) = self.own.as_mut().unwrap();
        let _ = fs::remove_file(folder.path().join("data/postmaster.pid"));
        *program = launch(folder.path(), self.port);
        self.wait();
    }

    fn wait(&mut self) {
        until("Postgres answers", || {
            self.own.as_mut().unwrap().0.expect_alive();
            is_ready(self.port)
        });
    }
}

fn initialise(folder: &Path) {
    let secret = folder.join("password");
    fs::write(&secret, PASSWORD).unwrap();
    let mut command = tool("initdb");
    command.args(["--no-sync", "--username=sightline", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]);
    command.arg("--pwfile").arg(&secret).arg("-D").arg(folder.join("data"));
    let output = as_user(&mut command).current_dir(folder).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn launch(folder: &Path, port: u16) -> Program {
    let mut command = tool("postgres");
    // Nothing here outlives the machine, so it needn't wait for the disk.
    command.args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-p", &port.to_string()]);
    command.arg("-D").arg(folder.join("data")).current_dir(folder);
    Program::start(as_user(&mut command), &folder.join("log"))
}

fn is_ready(port: u16) -> bool {
    let mut command = tool("pg_isready");
    command.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]).status().is_ok_and(|status| status.success())
}

/// A program of PostgreSQL: from `SIGHTLINE_TEST_POSTGRES_BIN`, or the newest in Debian's place, or the PATH.
fn tool(name: &str) -> Command {
    let debian = || {
        let mut found: Vec<PathBuf> =
            fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin")).collect();
        found.sort();
        found.pop()
    };
    let folder = std::env::var_os("SIGHTLINE_TEST_POSTGRES_BIN").map(PathBuf::from).or_else(debian);
    Command::new(folder.map_or_else(|| name.into(), |folder| folder.join(name)))
}

/// PostgreSQL refuses to run as root, so then it runs as a user who may do nothing else.
fn user() -> Option<(u32, u32)> {
    let users = is_root().then(|| fs::read_to_string("/etc/passwd").unwrap())?;
    let find = |name: &str| {
        let line = users.lines().find(|line| line.starts_with(&format!("{name}:")))?;
        let mut ids = line.split(':').skip(2).map(|id| id.parse().unwrap());
        Some((ids.next()?, ids.next()?))
    };
    find("postgres").or_else(|| find("nobody"))
}

fn as_user(command: &mut Command) -> &mut Command {
    match user() {
        Some((user, group)) => command.uid(user).gid(group),
        None => command,
    }
}
