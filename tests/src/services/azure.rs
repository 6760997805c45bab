//! An object store that speaks Azure's protocol: Azurite, Microsoft's own, where Node.js could install it.

use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::{Program, free_port};
use crate::http::Client;
use crate::server::until;

/// The account and the key that everybody knows; Azurite has no other.
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
/// What this account's owner may do until 2100, signed with that key: making the container needs no signature of its own then.
const MAY_ALL: &str =
    "sv=2021-12-02&ss=b&srt=sco&sp=rwdlac&se=2100-01-01T00%3A00%3A00Z&spr=https%2Chttp&sig=c6qd5vdZbKqXsJKFMbfWj8puY7sv9%2FqKKWddooCZhcw%3D";
const CONTAINER: &str = "sightline-test";

/// A running store with one container. What it holds is gone when this is dropped.
pub struct Azure {
    endpoint: String,
    _own: (Program, TempDir),
}

impl Azure {
    /// Starts one, or says that there is none: `cargo xtask test` installs it where npm is.
    pub fn start() -> Option<Azure> {
        let can_run = |program: &PathBuf| program.exists() && Command::new("node").arg("--version").output().is_ok();
        let Some(program) = program().filter(can_run) else {
            println!("skipped: Azurite is not installed; `cargo xtask test` does that where npm is");
            return None;
        };
        let (folder, port) = (TempDir::new().unwrap(), free_port());
        let mut command = Command::new(program);
        command.args(["--blobHost", "127.0.0.1", "--blobPort", &port.to_string()]);
        command.args(["--inMemoryPersistence", "--disableTelemetry", "--silent"]).current_dir(folder.path());
        let mut program = Program::start(&mut command, &folder.path().join("log"));
        until("Azurite listens", || {
            program.expect_alive();
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        let base = format!("http://127.0.0.1:{port}");
        let made = Client::new(&base).send("PUT", &format!("/{ACCOUNT}/{CONTAINER}?restype=container&{MAY_ALL}"), &[], Some(b""));
        assert_eq!(made.status, 201, "{made}");
        Some(Azure { endpoint: base, _own: (program, folder) })
    }

    /// The address of the data: `az://container/prefix`.
    pub fn url(&self) -> String {
        format!("az://{CONTAINER}/some/prefix")
    }

    /// The variables by which a client finds it and is let in.
    pub fn environment(&self) -> Vec<(String, String)> {
        // Told that it is Azurite, the client leaves out what that doesn't know, the start of a list.
        let variables = [
            ("AZURE_STORAGE_USE_EMULATOR", "true"),
            ("AZURITE_BLOB_STORAGE_URL", self.endpoint.as_str()),
            ("AZURE_STORAGE_ACCOUNT_NAME", ACCOUNT),
            ("AZURE_STORAGE_ACCOUNT_KEY", KEY),
        ];
        variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }
}

/// `SIGHTLINE_TEST_AZURITE`, or the one in the target folder.
fn program() -> Option<PathBuf> {
    let installed = || Some(std::env::current_exe().ok()?.ancestors().nth(3)?.join("test-azurite/node_modules/.bin/azurite-blob"));
    std::env::var_os("SIGHTLINE_TEST_AZURITE").map(PathBuf::from).or_else(installed)
}
