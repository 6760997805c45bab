//! The parent's side: start a child, follow it, bound its time, name its end.

use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};

use super::message::{MESSAGE_BYTES, Message, Order};
use super::outcome::silent_end;
use super::{ChildError, ChildLimits, Work, environment};

/// What is kept of the child's standard error, for the log.
const STDERR_BYTES: usize = 2 << 10;

/// Does `work` in a child process of this program. Dropping the future kills the child.
///
/// Not for threads that come and go, such as those of `spawn_blocking`: the system ends a child with the thread that started it.
///
/// # Errors
/// The work's own, or a [`ChildError`] made into it; after an error nothing that the child wrote is of use.
pub(crate) async fn run<W: Work>(work: &W, limits: &ChildLimits, on_progress: impl FnMut(W::Progress) + Send) -> Result<W::Output, W::Error> {
    // This very program, also where its file was replaced by a newer one while it runs.
    run_with(Path::new("/proc/self/exe"), &[W::WORD.into()], work, limits, on_progress).await
}

/// [`run`] with `program args…` as the child.
pub(crate) async fn run_with<W: Work>(
    program: &Path,
    args: &[OsString],
    work: &W,
    limits: &ChildLimits,
    mut on_progress: impl FnMut(W::Progress) + Send,
) -> Result<W::Output, W::Error> {
    let order = Order { work, limits: *limits, parent: std::process::id() };
    let order = serde_json::to_vec(&order).map_err(|error| ChildError::Internal(error.to_string()))?;
    let mut child = Reaped(Some(start::<W>(program, args)?));
    let followed = follow::<W>(child.get()?, order, work.subject(), limits, &mut on_progress);
    match tokio::time::timeout(Duration::from_secs(limits.wall_secs), followed).await {
        Ok(result) => result,
        Err(_) => {
            child.get()?.kill().await.map_err(ChildError::from)?;
            Err(ChildError::Time { secs: limits.wall_secs }.into())
        }
    }
}

fn start<W: Work>(program: &Path, args: &[OsString]) -> Result<Child, ChildError> {
    let mut command = Command::new(program);
    command.args(args).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    if W::REACHES_STORE {
        command.envs(environment::for_store());
    }
    #[cfg(debug_assertions)]
    command.envs(environment::for_faults());
    Ok(command.spawn()?)
}

/// A child that is killed and waited for when its reader is gone: killed alone it would stay a zombie.
struct Reaped(Option<Child>);

impl Reaped {
    fn get(&mut self) -> Result<&mut Child, ChildError> {
        self.0.as_mut().ok_or_else(|| ChildError::Internal("it has been reaped".to_owned()))
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

async fn follow<W: Work>(
    child: &mut Child,
    order: Vec<u8>,
    subject: &str,
    limits: &ChildLimits,
    on_progress: &mut (impl FnMut(W::Progress) + Send),
) -> Result<W::Output, W::Error> {
    let (Some(stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take()) else {
        return Err(ChildError::Internal("it has no pipes".to_owned()).into());
    };
    let ((), answer, stderr) = tokio::join!(give(stdin, order), listen::<W>(stdout, on_progress), tail(stderr));
    // A child that talks nonsense must not keep us waiting for its end.
    if answer.is_err() {
        child.start_kill().map_err(ChildError::from)?;
    }
    let status = child.wait().await.map_err(ChildError::from)?;
    if !stderr.is_empty() {
        tracing::warn!(work = W::WORD, subject, %status, %stderr, "a child process wrote to its standard error");
    }
    answer?.unwrap_or_else(|| Err(silent_end(status, &stderr, limits).into()))
}

/// Hands the order over. A child that ends before it has read it says by its end what is wrong.
async fn give(mut stdin: ChildStdin, order: Vec<u8>) {
    let _ = stdin.write_all(&order).await;
    let _ = stdin.shutdown().await;
}

type Ended<W> = Result<<W as Work>::Output, <W as Work>::Error>;

/// The last message, if there is one.
async fn listen<W: Work>(stdout: ChildStdout, on_progress: &mut (impl FnMut(W::Progress) + Send)) -> Result<Option<Ended<W>>, ChildError> {
    let mut stdout = BufReader::new(stdout);
    let mut line = Vec::new();
    loop {
        line.clear();
        (&mut stdout).take(MESSAGE_BYTES).read_until(b'\n', &mut line).await?;
        // A line without its end is that of a child that died while it wrote.
        if line.pop() != Some(b'\n') {
            return Ok(None);
        }
        match serde_json::from_slice::<Message<W::Progress, W::Output, W::Error>>(&line).map_err(|e| ChildError::Internal(e.to_string()))? {
            Message::Progress(progress) => on_progress(progress),
            Message::Done(output) => return Ok(Some(Ok(*output))),
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
