//! The worked cases: real data to a dashboard by one click. Each step is an ordinary import, job, stream or dashboard; what is kept
//! here is only which ones they were, so that a case goes on after a restart and a second click makes nothing twice.

mod learned;
mod live;
mod tiles;

use serde::{Deserialize, Serialize};
use shared::wire::case::{Case, CaseStep};
use shared::wire::dashboard::{Tile, View};
use shared::wire::dataset::Source;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::catalog::CatalogError;
use crate::error::{Answer, Failure};
use crate::imports::samples;
use crate::notices::Notice;

/// What was made of a case so far, by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Made {
    pub(crate) dataset: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) predictions: Option<String>,
    pub(crate) stream: Option<String>,
    pub(crate) windows: Option<String>,
    pub(crate) dashboard: Option<String>,
    pub(crate) problem: Option<Problem>,
}

/// The cases by key, with the sample that each is made of.
const CASES: [(&str, &str); 3] = [("digits", "digits"), ("messages", "messages"), ("stream", "flights")];

/// Whether there is a case of that key.
pub(crate) fn is_known(key: &str) -> bool {
    CASES.iter().any(|(known, _)| *known == key)
}

/// How far a case is, and what to select when its dashboard is first opened.
type Step = (CaseStep, View);

/// How far a case is.
pub(crate) async fn get(app: &App, key: &str) -> Answer<Case> {
    let sample = sample(key)?;
    let Some(made) = app.catalog.case(key).await? else {
        return Ok(Case { step: CaseStep::Idle, ..shown(key, sample, Made::default()) });
    };
    let (step, view) = step(app, key, &made).await?;
    let job = match step {
        CaseStep::Training => learned::training(app, &made).await?,
        _ => made.predictions.clone(),
    };
    Ok(Case { step, view, job, ..shown(key, sample, made) })
}

/// Begins a case, or goes on with one that failed or whose parts were deleted.
pub(crate) async fn begin(app: &App, key: &str) -> Answer<Case> {
    sample(key)?;
    let mut made = app.catalog.case(key).await?.unwrap_or_default();
    made.problem = None;
    app.catalog.save_case(key, &made).await?;
    let (app, key) = (app.clone(), key.to_owned());
    let going = app.clone();
    let name = key.clone();
    tokio::spawn(async move { go_on(&going, &name).await });
    get(&app, &key).await
}

/// Goes on with the cases that were begun whenever something has changed, until the server stops.
pub(crate) fn start(app: &App) {
    let app = app.clone();
    let mut notices = app.notices.subscribe();
    tokio::spawn(async move {
        loop {
            for (key, _) in CASES {
                go_on(&app, key).await;
            }
            if matches!(notices.recv().await, Ok(Notice::Stopping)) {
                return;
            }
        }
    });
}

/// Makes whatever of a case can be made now. A problem is kept and shown; another click tries again.
async fn go_on(app: &App, key: &str) {
    let _turn = app.cases.lock().await;
    let done = async {
        let Some(mut made) = app.catalog.case(key).await?.filter(|made| made.problem.is_none()) else { return Ok(()) };
        let before = made.clone();
        let made_more = match key {
            "stream" => live::go_on(app, &mut made).await,
            _ => learned::go_on(app, key, &mut made).await,
        };
        if let Err(failure) = made_more {
            made.problem = Some(failure.problem());
        }
        if made != before {
            app.catalog.save_case(key, &made).await?;
        }
        Ok::<(), Failure>(())
    };
    if let Err(failure) = done.await {
        tracing::error!(case = key, "a worked case can't go on: {failure:?}");
    }
}

async fn step(app: &App, key: &str, made: &Made) -> Answer<Step> {
    if made.problem.is_some() {
        return Ok((CaseStep::Failed, View::default()));
    }
    if let Some(id) = &made.dashboard
        && kept(app.catalog.dashboard(id).await)?.is_some()
    {
        let view = if key == "stream" { View::default() } else { tiles::held_out() };
        return Ok((CaseStep::Ready, view));
    }
    let step = match made {
        Made { predictions: Some(_), .. } => CaseStep::Predicting,
        Made { model: Some(_), .. } => CaseStep::Training,
        _ => CaseStep::Importing,
    };
    Ok((step, View::default()))
}

fn sample(key: &str) -> Answer<&'static samples::Shipped> {
    let (_, sample) = CASES.iter().find(|(known, _)| *known == key).ok_or_else(|| Failure::not_found("case"))?;
    samples::find(sample).ok_or_else(|| Failure::not_found("sample"))
}

fn shown(key: &str, sample: &samples::Shipped, made: Made) -> Case {
    Case {
        key: key.to_owned(),
        licence: sample.licence.into(),
        dataset: made.dataset,
        model: made.model,
        dashboard: made.dashboard,
        problem: made.problem,
        ..Case::default()
    }
}

/// What is there, or none if it was deleted.
fn kept<T>(found: Result<T, CatalogError>) -> Answer<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(CatalogError::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Saves a dashboard and keeps its id.
async fn make_dashboard(app: &App, made: &mut Made, title: &str, tiles: &[Tile]) -> Answer<()> {
    made.dashboard = Some(app.catalog.add_dashboard(title, tiles).await?.id);
    Ok(())
}

/// Where the rows of a case come from.
fn source(key: &str) -> Source {
    Source::Sample { key: key.to_owned() }
}
