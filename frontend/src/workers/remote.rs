//! The server as executor: the same questions, answered by `POST /api/datasets/{id}/aggregate`, for data that don't fit the tab.

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use serde_json::Value as Json;
use shared::engine::value::Value;
use shared::wire::dataset::Dataset;
use shared::wire::problem::Problem;
use shared::wire::query::{GroupKey, Measure, Op, QuerySpec};
use shared::wire::sample::M4Spec;
use wasm_bindgen_futures::spawn_local;

use super::desk::Desk;
use super::gather::Gathered;
use super::json_answer;
use crate::net::datasets;

/// A handle of the questions about one dataset.
#[derive(Clone)]
pub struct Remote(Rc<Inner>);

struct Inner {
    dataset: String,
    version: u64,
    rows: u64,
    desk: RefCell<Desk<Ask>>,
}

struct Ask {
    spec: QuerySpec,
    answered: oneshot::Sender<Result<Gathered, Problem>>,
}

impl Remote {
    /// Of one version of a dataset.
    pub fn new(dataset: &Dataset) -> Remote {
        Remote(Rc::new(Inner { dataset: dataset.id.clone(), version: dataset.version, rows: dataset.rows, desk: RefCell::default() }))
    }

    /// Asks the server. Nothing comes back if the same asker asked again before this question was sent.
    pub async fn query(&self, asker: &str, spec: QuerySpec) -> Option<Result<Gathered, Problem>> {
        let (answered, answer) = oneshot::channel();
        let begun = self.0.desk.borrow_mut().offer(asker, Ask { spec, answered });
        if let Some(ask) = begun {
            spawn_local(work_off(Rc::clone(&self.0), asker.to_owned(), ask));
        }
        answer.await.ok()
    }

    /// The question with its bins as the server settled them, who tells them with any answer.
    pub async fn settled(&self, spec: QuerySpec) -> Result<QuerySpec, Problem> {
        let first = QuerySpec { limit: Some(1), ..spec.clone() };
        let table = datasets::aggregate(&self.0.dataset, Some(self.0.version), &first).await?;
        let group_by = table.bins.into_iter().map(|bins| GroupKey { column: bins.column, bin: bins.bin }).collect();
        Ok(QuerySpec { group_by, ..spec })
    }

    /// The points of a line, as [`super::executor::Executor::line`] has them.
    pub async fn line(&self, spec: &M4Spec) -> Result<Gathered, Problem> {
        let mut table = datasets::line(&self.0.dataset, Some(self.0.version), spec).await?;
        let unplaced = table.rows.pop_if(|row| row.first().is_some_and(Json::is_null));
        let shape = QuerySpec { group_by: vec![GroupKey::plain(&spec.x)], measures: vec![Measure::of(Op::Max, &spec.y)], ..QuerySpec::default() };
        let mut answer = json_answer::of(&shape, &table)?;
        answer.rows.extend(unplaced.and_then(|row| Some(vec![Value::Null, Value::Int(row.get(1)?.as_u64()?.into())])));
        Ok(Gathered { answer, rows: self.0.rows, complete: true })
    }

    /// Whether both are handles of the same questions.
    pub fn is(&self, other: &Remote) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Asks a question, then the one that the same asker has waiting, until none waits.
async fn work_off(inner: Rc<Inner>, asker: String, first: Ask) {
    let mut next = Some(first);
    while let Some(Ask { spec, answered }) = next {
        let table = datasets::aggregate(&inner.dataset, Some(inner.version), &spec).await;
        let answer = table.and_then(|table| json_answer::of(&spec, &table));
        let _ = answered.send(answer.map(|answer| Gathered { answer, rows: inner.rows, complete: true }));
        next = inner.desk.borrow_mut().done(&asker);
    }
}
