//! The parent's side, with a shell in the place of the child.

use std::path::Path;

use shared::wire::import::ImportPhase;

use super::super::request::ParseProgress;
use super::super::{IngestError, ParseLimits, ParseRequest, Parsed};
use crate::child::run_with;

async fn run(script: &str, limits: ParseLimits) -> (Result<Parsed, IngestError>, Vec<(ImportPhase, u64)>) {
    let request = ParseRequest::new("in".into(), "x.csv", "out".into(), limits);
    let mut progress = Vec::new();
    let told = |at: ParseProgress| progress.push((at.phase, at.rows));
    let result = run_with(Path::new("/bin/sh"), &["-c".into(), script.into()], &request, &limits.child(), told).await;
    (result, progress)
}

async fn check(script: &str, limits: ParseLimits, sentence: &str) {
    let (result, _) = run(script, limits).await;
    assert_eq!(result.unwrap_err().to_string(), sentence, "{script}");
}

#[tokio::test]
async fn progress_and_result_come_through() {
    let parsed = r#"{"done":{"fields":[],"files":[],"rows":7,"profile":{"rows":7,"columns":[]},"import":{"format":"csv","rejected_cells":0}}}"#;
    let script = format!(r#"echo '{{"progress":{{"phase":"reading","rows":5}}}}'; echo '{parsed}'"#);
    let (result, progress) = run(&script, ParseLimits::default()).await;
    assert_eq!(result.unwrap().rows, 7);
    assert_eq!(progress, [(ImportPhase::Reading, 5)]);
}

#[tokio::test]
async fn the_child_gets_a_job_and_no_environment() {
    let script = r#"case "$(cat)" in '{"work":{"input":"in"'*) ;; *) exit 3;; esac; test -z "$CARGO_TARGET_DIR$HOME" || exit 4; echo '{"failed":{"kind":"empty_file"}}'"#;
    check(script, ParseLimits::default(), "The file is empty; send a file with a header and rows.").await;
}

#[tokio::test]
async fn the_end_of_the_child_is_the_error_of_the_file() {
    let limits = ParseLimits::default();
    check("kill -ABRT $$", limits, "Reading the file takes more than 2.0 GiB; split it into smaller files.").await;
    check("kill -XCPU $$", limits, "Reading the file takes more than 1800 s; split it into smaller files.").await;
    check("exit 101", limits, "The file is damaged or cut off (its structure breaks the reader); write or send it again.").await;
    check("printf '{\"done\":'; kill -SEGV $$", limits, "The file is damaged or cut off (its structure breaks the reader); write or send it again.")
        .await;
    let short = ParseLimits { wall_secs: 1, ..limits };
    check("exec tail -f /dev/null", short, "Reading the file takes more than 1 s; split it into smaller files.").await;
    check("echo nonsense; exec tail -f /dev/null", limits, "The file could not be read because of an internal error.").await;
}
