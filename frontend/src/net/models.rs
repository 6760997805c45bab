//! `/api/models`

use shared::wire::job::Job;
use shared::wire::model::{ApplyRequest, Model, ModelList, PredictRequest, Prediction, TrainSpec};
use shared::wire::problem::Problem;

use super::fetch::Call;
use super::percent::encode;

/// All models, newest first.
pub async fn list() -> Result<Vec<Model>, Problem> {
    Call::get("/api/models").value::<ModelList>().await.map(|list| list.models)
}

/// One model.
pub async fn get(id: &str) -> Result<Model, Problem> {
    Call::get(path(id)).value().await
}

/// Asks for a model; its job trains it.
pub async fn train(spec: &TrainSpec) -> Result<Model, Problem> {
    Call::post("/api/models").json(spec).value().await
}

/// Asks for its predictions as columns of a dataset.
pub async fn apply(id: &str, dataset: &str) -> Result<Job, Problem> {
    let request = ApplyRequest { dataset: dataset.to_owned() };
    Call::post(format!("{}/apply", path(id))).json(&request).value().await
}

/// What it says of one row, text or picture.
pub async fn predict(id: &str, request: &PredictRequest) -> Result<Prediction, Problem> {
    Call::post(format!("{}/predict", path(id))).json(request).value().await
}

/// Deletes it; the datasets stay.
pub async fn delete(id: &str) -> Result<(), Problem> {
    Call::delete(path(id)).done().await
}

fn path(id: &str) -> String {
    format!("/api/models/{}", encode(id))
}
