use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use shared::wire::problem::{Code, Problem};

use super::tus;
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::imports::ahead;
use crate::routes::extract::Ids;
use crate::uploads::{Checksum, append};

/// The one media type of tus.
const MEDIA_TYPE: &str = "application/offset+octet-stream";

/// Send more bytes of an upload (tus 1.0).
///
/// `Upload-Offset` is where the upload stands. With `Upload-Checksum` (`sha1` or `sha256`) the bytes count when all are here and agree with it; without,
/// all that arrive count, also when the connection breaks.
#[utoipa::path(patch, path = "/api/uploads/{id}", tag = "uploads",
    params(("id" = String, Path), ("Upload-Offset" = u64, Header), ("Upload-Checksum" = Option<String>, Header)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204), (status = "4XX", body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn append_upload(State(app): State<App>, Ids([id]): Ids<1>, headers: HeaderMap, body: Body) -> Answer<Response> {
    if tus::text(&headers, "content-type") != Some(MEDIA_TYPE) {
        return Err(Failure::new(Code::UnknownFormat, format!("Send the bytes as {MEDIA_TYPE}."), vec![("format", String::new())]));
    }
    let offset = tus::bytes(&headers, "Upload-Offset")?;
    let checksum = tus::text(&headers, "upload-checksum")
        .map(|text| Checksum::parse(text).ok_or_else(|| Failure::invalid("Upload-Checksum", "give `sha1` or `sha256` and the digest in Base64")));
    let kept = append(&app, id, offset, checksum.transpose()?, body).await?;
    ahead::begin(&app, kept.id());
    Ok(tus::standing(StatusCode::NO_CONTENT, &kept, app.uploads.expires_at(&kept)))
}
