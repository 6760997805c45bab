//! `/api/samples`

use serde::Deserialize;
use shared::wire::dataset::{Dataset, Sample};
use shared::wire::problem::Problem;

use super::fetch::Call;
use super::percent::encode;

#[derive(Deserialize)]
struct SampleList {
    samples: Vec<Sample>,
}

/// The data sets that ship with the program.
pub async fn list() -> Result<Vec<Sample>, Problem> {
    Call::get("/api/samples").value::<SampleList>().await.map(|list| list.samples)
}

/// Makes a dataset of one of them.
pub async fn store(key: &str) -> Result<Dataset, Problem> {
    Call::post(format!("/api/samples/{}", encode(key))).value().await
}
