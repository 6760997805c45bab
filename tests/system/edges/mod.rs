//! The edges of limits (`docs/limits.md`) that need a file or a story of their own; those of plain requests are rows in `limits`. What is just within is there
//! with all its data, what is just beyond is refused by its code, in words that say the limit, and leaves nothing.

mod packed;
mod parquet;
mod queues;
mod tables;

use serde_json::{Value, json};
use tests::server::Server;

/// A file that is refused.
#[track_caller]
fn refused(server: &Server, file_name: &str, bytes: &[u8], code: &str, limit: &str) {
    let before = server.files().len();
    let problem = server.client().post(&format!("/api/datasets?file_name={file_name}"), bytes).expect_problem(422, code);
    let words = problem["detail"].to_string() + &problem["params"].to_string();
    assert!(words.contains(limit), "{file_name}: {problem}");
    assert_eq!(server.files().len(), before, "{file_name}: {:?}", server.files());
}

/// The only row of an answer.
#[track_caller]
fn answer(server: &Server, sql: &str) -> Value {
    server.client().post_json("/api/sql", &json!({ "sql": sql })).expect(200)["rows"][0].clone()
}
