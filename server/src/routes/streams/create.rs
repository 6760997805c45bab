use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::wire::problem::Problem;
use shared::wire::stream::{NewStream, Stream};

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Json;
use crate::streams;

/// Make a stream and let it run. A topic is asked for first: if it can't be reached or isn't there, nothing is made.
#[utoipa::path(post, path = "/api/streams", tag = "streams", request_body = NewStream,
    responses((status = 201, body = Stream, headers(("Location" = String))), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem), (status = 502, body = Problem)))]
pub(crate) async fn create_stream(State(app): State<App>, Json(new): Json<NewStream>) -> Answer<Response> {
    let stream = streams::create(&app, new).await?;
    let location = format!("/api/streams/{}", stream.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(stream)).into_response())
}
