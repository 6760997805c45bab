//! `/api/sql`

use shared::wire::job::Job;
use shared::wire::problem::Problem;
use shared::wire::sql::{JsonTable, SaveSql, SqlRequest};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, Response};

use super::chunks::Chunks;
use super::fetch::Call;
use super::json_head::JsonHead;
use super::trouble;

/// The most bytes of rows that the page takes in of an answer.
const MOST_BYTES: usize = 64 << 20;

/// Runs a statement: its first rows, at most `most_rows`, and how many there are in all. Aborting makes the server stop too.
pub async fn run(sql: &str, most_rows: usize, stop: &AbortSignal) -> Result<(JsonTable, u64), Problem> {
    let response = Call::post("/api/sql").accept("application/json").json(&request(sql)).until(stop).send().await?;
    let rows = rows_of(&response);
    let (mut chunks, mut head) = (Chunks::of(&response), JsonHead::new(most_rows, MOST_BYTES));
    while let Some(bytes) = chunks.next().await? {
        if !head.push(&bytes) {
            chunks.quit().now();
            break;
        }
    }
    let table: JsonTable = serde_json::from_slice(&head.finish()).map_err(|error| trouble::unreadable(&error.to_string()))?;
    let shown = table.rows.len() as u64;
    Ok((table, rows.unwrap_or(shown)))
}

/// All rows as the bytes of a file.
pub async fn download(sql: &str, media_type: &'static str) -> Result<Blob, Problem> {
    let response = Call::post("/api/sql").accept(media_type).json(&request(sql)).send().await?;
    let blob = response.blob().map_err(|_| trouble::network())?;
    JsFuture::from(blob).await.map(JsCast::unchecked_into).map_err(|_| trouble::network())
}

/// Has a job store the result as a dataset.
pub async fn save(save: &SaveSql) -> Result<Job, Problem> {
    Call::post("/api/sql/save").json(save).value().await
}

fn request(sql: &str) -> SqlRequest {
    SqlRequest { sql: sql.to_owned() }
}

fn rows_of(response: &Response) -> Option<u64> {
    response.headers().get("Sightline-Rows").ok()??.parse().ok()
}
