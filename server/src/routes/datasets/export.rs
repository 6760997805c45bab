use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::wire::problem::Problem;

use super::arrow::at_version;
use crate::app::App;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::export::{self, ExportFormat};
use crate::routes::extract::{Ids, Query};

/// Characters of a dataset's name that name its file.
const NAME_CHARS: usize = 100;

/// The query of `GET /api/datasets/{id}/export`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportDataset {
    /// What the file shall be.
    #[param(inline)]
    format: ExportFormat,
    /// A version of the dataset; the latest if not given.
    version: Option<u64>,
    /// For CSV that a spreadsheet will open: texts that it would take for formulas (they begin with `=`, `+`, `-`, `@`, a tab or a line end) get a leading
    /// `'`, and the file a byte order mark. Without it every text is exact.
    #[serde(default)]
    spreadsheet: bool,
}

/// All rows of a dataset as a file, streamed.
///
/// Values are exact in every format. A file that breaks off ends without the response's last chunk. A dataset that is too large for a workbook is refused
/// before anything is sent.
#[utoipa::path(get, path = "/api/datasets/{id}/export", tag = "datasets", params(("id" = String, Path), ExportDataset),
    responses((status = 200, description = "The file.", headers(("Content-Disposition" = String))), (status = 400, body = Problem), (status = 404, body = Problem), (status = 410, body = Problem),
        (status = 507, body = Problem)))]
pub(crate) async fn export_dataset(State(app): State<App>, Ids([id]): Ids<1>, Query(query): Query<ExportDataset>) -> Answer<Response> {
    let (stored, snapshot) = at_version(&app, &id, |latest| Ok(query.version.unwrap_or(latest))).await?;
    let request = export::whole(&stored, &snapshot)?;
    let _turn = match query.format {
        ExportFormat::Xlsx => Some(app.workbooks.lock().await),
        _ => None,
    };
    let file = export::open((&app.storage, &app.storage.scratch()), &snapshot, &request, query.format, query.spreadsheet).await;
    let file = commits::unless_deleted(&app, &id, file.map_err(Failure::from)).await?;
    let headers = [
        (header::CONTENT_TYPE, query.format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&stored.dataset.name, query.format.ending())),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(file)).into_response())
}

/// The file's name in ASCII and, by RFC 5987, as it is; nothing in it is a path, a line end or turns text around.
fn disposition(name: &str, ending: &str) -> String {
    let is_harmful = |c: char| {
        c.is_control() || "/\\:\u{200E}\u{200F}".contains(c) || ('\u{202A}'..='\u{202E}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    let name: String = name.chars().take(NAME_CHARS).map(|c| if is_harmful(c) { '_' } else { c }).collect();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_. ".contains(c);
    let ascii: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let encode =
        |byte: u8| if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let encoded: String = name.bytes().map(encode).collect();
    format!("attachment; filename=\"{ascii}.{ending}\"; filename*=UTF-8''{encoded}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_as_its_dataset_without_what_would_do_harm() {
        let check = |name: &str, expected: &str| assert_eq!(disposition(name, "csv"), format!("attachment; {expected}"), "{name}");
        check("Flights 2013", "filename=\"Flights 2013.csv\"; filename*=UTF-8''Flights%202013.csv");
        check("销售", "filename=\"__.csv\"; filename*=UTF-8''%E9%94%80%E5%94%AE.csv");
        check("../a\"\r\nb", "filename=\".._a___b.csv\"; filename*=UTF-8''.._a%22__b.csv");
        check("\u{202E}vsc", "filename=\"_vsc.csv\"; filename*=UTF-8''_vsc.csv");
        assert!(disposition(&"x".repeat(4_096), "csv").len() < 300, "a long name is cut");
    }
}
