//! What handlers take: parsed, so that the interior can't be wrong, and refused as problems.

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::error::Failure;
use crate::pace::Cut;

/// The parts of a path that are no ids, such as a token. A path that can't be decoded names nothing.
pub(crate) struct Path<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Path(value)).map_err(|_| Failure::not_found("thing"))
    }
}

/// The ids of a path, in order. Every id is a UUID; anything else names nothing.
pub(crate) struct Ids<const N: usize>(pub(crate) [String; N]);

impl<S: Send + Sync, const N: usize> FromRequestParts<S> for Ids<N> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Path(segments): Path<Vec<(String, String)>> = Path::from_request_parts(parts, state).await?;
        let ids = segments.into_iter().filter(|(name, _)| name != "token").map(|(_, id)| {
            uuid::Uuid::try_parse(&id).map_err(|_| Failure::not_found("thing"))?;
            Ok(id)
        });
        let ids = ids.collect::<Result<Vec<String>, Failure>>()?;
        ids.try_into().map(Ids).map_err(|_| Failure::not_found("thing"))
    }
}

/// A JSON body of a type that refuses unknown fields.
pub(crate) struct Json<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Json(value)),
            Err(JsonRejection::BytesRejection(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Failure::long_json(super::super::router::JSON_LIMIT_BYTES))
            }
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Failure::invalid("Content-Type", "send application/json")),
            Err(error) => Err(Cut::within(&error).map_or_else(|| Failure::invalid("body", error.body_text()), Failure::from)),
        }
    }
}

/// The query string as a type that refuses unknown parameters.
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        query.map(|axum::extract::Query(value)| Query(value)).map_err(|error| Failure::invalid("query", error.body_text()))
    }
}

/// The version that `If-Match` names; none if the header is missing.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<u64>, Failure> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = text.trim_matches('"').parse().map_err(|_| Failure::invalid("If-Match", "give the ETag that you last saw, such as \"3\""))?;
    Ok(Some(version))
}
