//! Predicting one row, text or picture.

use leptos::prelude::*;
use shared::wire::model::PredictRequest;
use shared::wire::problem::{Code, Problem};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use crate::js::file;
use crate::net::{models, trouble};
use crate::state::Store;
use crate::state::epoch::Epoch;

/// Base64 makes a third more of it, and a request's JSON may hold 1 MiB.
const PICTURE_LIMIT: f64 = 700_000.0;

/// Asks the open model about a row or a text.
pub fn predict_one(store: Store, request: PredictRequest) {
    ask(store, async move { Ok(request) });
}

/// Asks the open model about a picture.
pub fn predict_picture(store: Store, picture: File) {
    ask(store, async move {
        if picture.size() > PICTURE_LIMIT {
            let limit = PICTURE_LIMIT.to_string();
            return Err(trouble::problem(Code::PayloadTooLarge, "The picture is too large.", &[("limit", &limit)]));
        }
        let broken = || trouble::problem(Code::BrokenPicture, "The file can't be read.", &[("row", "0"), ("reason", "the file can't be read")]);
        let picture = file::base64(&picture).await.ok_or_else(broken)?;
        Ok(PredictRequest { picture: Some(picture), ..PredictRequest::default() })
    });
}

fn ask(store: Store, request: impl Future<Output = Result<PredictRequest, Problem>> + 'static) {
    let (open, epoch) = (store.models.open, Epoch::now());
    let Some(id) = open.model.with_untracked(|model| model.as_ref().map(|model| model.id.clone())) else { return };
    if open.predicting.get_untracked() {
        return;
    }
    open.predicting.set(true);
    open.refused.set(None);
    spawn_local(async move {
        let answer = match request.await {
            Ok(request) => models::predict(&id, &request).await,
            Err(problem) => Err(problem),
        };
        if !epoch.is_current() {
            return;
        }
        open.predicting.set(false);
        match answer {
            Ok(prediction) => open.prediction.set(Some(prediction)),
            Err(problem) => {
                open.prediction.set(None);
                open.refused.set(Some(problem));
            }
        }
    });
}
