//! The parent's side: start a child, follow it, bound its time, name its end.

use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use shared::wire::import::ImportPhase;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};

use super::child::Job;
use super::message::{MESSAGE_BYTES, Message};
use super::outcome::silent_end;
use super::{IngestError, ParseRequest, Parsed};

/// What is kept of the child's standard error, for the log.
const STDERR_BYTES: usize = 2 << 10;

/// Reads `request.input` in a child process of this program. `on_progress` gets the phase and its rows so far. Dropping the
/// future kills the child.
///
/// # Errors
/// See [`IngestError`]; after an error the output folder may hold files of no use.
pub(crate) async fn parse(request: &ParseRequest, on_progress: impl FnMut(ImportPhase, u64) + Send) -> Result<Parsed, IngestError> {
    let program = std::env::current_exe()?;
    parse_with(&program, &["parse".into()], request, on_progress).await
}

/// [`parse`] with `program args… JOB` as the child.
pub(super) async fn parse_with(
    program: &Path,
    args: &[OsString],
    request: &ParseRequest,
    mut on_progress: impl FnMut(ImportPhase, u64) + Send,
) -> Result<Parsed, IngestError> {
    let job = Job::new(request).to_argument()?;
    let child = Command::new(program)
        .args(args)
        .arg(job)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut child = Reaped(Some(child));
    let limit = Duration::from_secs(request.limits.wall_secs);
    match tokio::time::timeout(limit, follow(child.get()?, request, &mut on_progress)).await {
        Ok(result) => result,
        Err(_) => {
            child.get()?.kill().await?;
            Err(IngestError::TooComplex { limit: format!("{} s", request.limits.wall_secs) })
        }
    }
}

/// A child that is killed and waited for when its reader is gone: killed alone it would stay a zombie.
struct Reaped(Option<Child>);

impl Reaped {
    fn get(&mut self) -> Result<&mut Child, IngestError> {
        self.0.as_mut().ok_or_else(|| IngestError::Internal { reason: "the parser has been reaped".to_owned() })
    }
}

impl Drop for Reaped {
    fn drop(&mut self) {
        let Some(mut child) = self.0.take() else { return };
        let ended = matches!(child.try_wait(), Ok(Some(_)));
        if let (false, Ok(runtime)) = (ended, tokio::runtime::Handle::try_current()) {
            runtime.spawn(async move { child.kill().await });
        }
    }
}

async fn follow(child: &mut Child, request: &ParseRequest, on_progress: &mut (impl FnMut(ImportPhase, u64) + Send)) -> Result<Parsed, IngestError> {
    let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(IngestError::Internal { reason: "the parser has no pipes".to_owned() });
    };
    let (answer, stderr) = tokio::join!(listen(stdout, on_progress), tail(stderr));
    // A child that talks nonsense must not keep us waiting for its end.
    if answer.is_err() {
        child.start_kill()?;
    }
    let status = child.wait().await?;
    if !stderr.is_empty() {
        tracing::warn!(file_name = %request.file_name, %status, %stderr, "the parser of a file wrote to its standard error");
    }
    answer?.unwrap_or_else(|| Err(silent_end(status, &stderr, &request.limits)))
}

/// The last message, if there is one.
async fn listen(
    stdout: ChildStdout,
    on_progress: &mut (impl FnMut(ImportPhase, u64) + Send),
) -> Result<Option<Result<Parsed, IngestError>>, IngestError> {
    let mut stdout = BufReader::new(stdout);
    let mut line = Vec::new();
    loop {
        line.clear();
        (&mut stdout).take(MESSAGE_BYTES).read_until(b'\n', &mut line).await?;
        // A line without its end is that of a child that died while it wrote.
        if line.pop() != Some(b'\n') {
            return Ok(None);
        }
        match serde_json::from_slice(&line).map_err(|e| IngestError::internal(&e))? {
            Message::Progress { phase, rows } => on_progress(phase, rows),
            Message::Parsed(parsed) => return Ok(Some(Ok(*parsed))),
            Message::Failed(error) => return Ok(Some(Err(error))),
        }
    }
}

/// The last bytes of the child's standard error as text.
async fn tail(mut stderr: ChildStderr) -> String {
    let mut kept = Vec::new();
    let mut chunk = [0; 4 << 10];
    while let Ok(count @ 1..) = stderr.read(&mut chunk).await {
        kept.extend_from_slice(&chunk[..count]);
        let excess = kept.len().saturating_sub(STDERR_BYTES);
        kept.drain(..excess);
    }
    String::from_utf8_lossy(&kept).into_owned()
}
