//! A headless Chromium with an empty profile of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Nothing here talks to the network by itself.
const FLAGS: [&str; 18] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--disable-features=Translate,OptimizationHints,MediaRouter",
    "--force-device-scale-factor=1",
    "--metrics-recording-only",
    "--mute-audio",
    "--window-size=1400,1000",
    "--remote-debugging-port=0",
];

/// A running browser; ended when dropped.
pub struct Chromium {
    child: Child,
    devtools: String,
    _profile: TempDir,
}

impl Chromium {
    /// Starts one whose language is `language`, such as `en-US`.
    pub fn launch(language: &str) -> Chromium {
        let profile = TempDir::new().unwrap();
        let program = std::env::var_os("SIGHTLINE_CHROMIUM").unwrap_or_else(|| "/usr/bin/chromium".into());
        let mut command = Command::new(program);
        command.args(FLAGS).arg(format!("--lang={language}")).arg(format!("--accept-lang={language}")).env("LANGUAGE", language);
        command.arg(format!("--user-data-dir={}", profile.path().display())).arg("about:blank");
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let devtools = announced(child.stderr.take().unwrap());
        Chromium { child, devtools, _profile: profile }
    }

    /// Its main process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The address of its DevTools.
    pub fn devtools(&self) -> &str {
        &self.devtools
    }
}

impl Drop for Chromium {
    /// By now it was asked to close; it gets a moment to, so that its own children go with it.
    fn drop(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(5);
        while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::park_timeout(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn announced(stderr: ChildStderr) -> String {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if let Some(url) = line.strip_prefix("DevTools listening on ") {
                let _ = sender.send(url.to_owned());
            }
        }
    });
    receiver.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("Chromium did not start; SIGHTLINE_CHROMIUM names it"))
}
