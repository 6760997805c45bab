//! The brush that `handle.index` gives: the answers of some views under any range or set on one column, by an index and not by the rows.

use std::rc::Rc;

use futures::future::join_all;
use js_sys::{Array, Object, Promise};
use serde::Deserialize;
use shared::engine::cube::{Cube, Selected, runs};
use shared::engine::partial::Partial;
use shared::wire::dataset::Column;
use shared::wire::problem::{Code, Problem};
use shared::wire::query::{GroupKey, Measure, Order, QuerySpec, Scalar};
use shared::worker::protocol::Urgency;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::future_to_promise;

use super::brush_bounds::Edges;
use super::brush_place::Place;
use super::{handle, js_value, timing};
use crate::js::performance;
use crate::net::trouble;
use crate::workers::pool::Pool;

/// What is indexed: `{ active: {column, bin?}, passive: [{group_by?, measures, filters?, order_by?, limit?}, …] }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndexSpec {
    active: GroupKey,
    passive: Vec<QuerySpec>,
}

struct Index {
    edges: Edges,
    views: Vec<View>,
}

struct View {
    cube: Cube,
    /// Where the active column's values lie, none for null: the same at every step.
    places: Vec<Option<Place>>,
    order_by: Vec<Order>,
    limit: Option<usize>,
    /// The columns of its keys, which are the same at every step.
    keys: Array,
}

impl View {
    fn of(partial: &Partial, edges: &Edges, order_by: Vec<Order>, limit: Option<usize>) -> View {
        let (cube, width) = (Cube::of(partial, 1), partial.keys().width().saturating_sub(1));
        let places = cube.active(0).iter().map(|value| edges.place(value)).collect();
        let keys = (0..width).map(|key| js_value::column(cube.keys().iter().map(move |keys| keys[key].clone()))).collect();
        View { cube, places, order_by, limit, keys }
    }

    /// The rows, ordered and limited as the view was asked for.
    fn rows(&self, selected: &Selected) -> Result<JsValue, Problem> {
        let mut answer = self.cube.answer(selected).ok_or_else(trouble::overflow)?;
        answer.arrange(&self.order_by, self.limit);
        Ok(js_value::rows(&answer).into())
    }

    /// The keys' columns, then the measures'.
    fn columns(&self, selected: &Selected) -> Result<JsValue, Problem> {
        let states = self.cube.states(selected);
        if states.has_overflow() {
            return Err(trouble::overflow());
        }
        // The first measure counts rows for the index itself.
        let measures = (1..states.measures()).map(|measure| js_value::measure_column(&states, measure));
        Ok(self.keys.iter().chain(measures).collect::<Array>().into())
    }
}

/// `handle.index(spec) -> Promise<{ move(lo, hi) -> Promise<counts>, columns(lo, hi) -> Promise<columns>, select(values) -> Promise<counts>, bytes }>`;
/// counts has the rows of each passive view in its order, columns the same as `handle.columns` has it, but of all groups, those without rows too, in the order of
/// the keys, and the keys are the same arrays at every step.
pub(super) fn index_of(pool: Pool, columns: Vec<Column>) -> JsValue {
    let columns = Rc::new(columns);
    let index = Closure::<dyn Fn(JsValue) -> Promise>::new(move |spec: JsValue| {
        let (pool, columns) = (pool.clone(), Rc::clone(&columns));
        future_to_promise(async move { build(&pool, &columns, &spec).await.map(brush).map_err(|problem| handle::error_of(&problem)) })
    });
    index.into_js_value()
}

async fn build(pool: &Pool, columns: &[Column], spec: &JsValue) -> Result<Index, Problem> {
    let since = performance::now();
    let IndexSpec { active, passive } = handle::parse(spec)?;
    let active = settled(pool, active).await?;
    let active_key = &active;
    let asked = passive.into_iter().map(|view| async move {
        // The index has a key and a measure more, before the others. Workers look whether there is what is ordered by.
        let behind = |order: &Order| Order { key: order.key.map(|key| key + 1), measure: order.measure.map(|measure| measure + 1), ..order.clone() };
        let spec = QuerySpec {
            group_by: [active_key.clone()].into_iter().chain(view.group_by).collect(),
            measures: [Measure::count()].into_iter().chain(view.measures).collect(),
            filters: view.filters,
            order_by: view.order_by.iter().map(behind).collect(),
            limit: None,
        };
        let asker = handle::hire();
        let merged = pool.merged(&asker, spec, Urgency::Index).await;
        handle::dismiss(pool, asker);
        // Nothing else asks by that name, so the answer is never somebody else's turn.
        let merged = merged.unwrap_or_else(|| Err(trouble::worker("it dropped a question")))?;
        let partial = if merged.complete { merged.partial } else { return Err(trouble::worker("not all rows are in yet")) };
        Ok((partial, view.order_by, view.limit))
    });
    let answers = join_all(asked).await.into_iter().collect::<Result<Vec<_>, Problem>>()?;
    // By now the workers have refused what can't be grouped by.
    let word = columns.iter().find(|column| column.name == active.column).map_or("", |column| &column.r#type);
    let edges = Edges::of(&active, word).map_err(|reason| refused("active", &reason))?;
    let view = |(partial, order_by, limit): (Partial, _, _)| View::of(&partial, &edges, order_by, limit);
    let views = answers.into_iter().map(view).collect();
    timing::measured("sightline:index", since);
    Ok(Index { edges, views })
}

/// The active key with its bin settled by all rows, so that all views have the same edges.
async fn settled(pool: &Pool, active: GroupKey) -> Result<GroupKey, Problem> {
    let spec = QuerySpec { group_by: vec![active.clone()], ..QuerySpec::count(Vec::new()) };
    let asker = handle::hire();
    let spec = pool.settled(&asker, spec, Urgency::Index).await;
    handle::dismiss(pool, asker);
    let spec = spec.unwrap_or_else(|| Err(trouble::worker("it dropped a question")))?;
    Ok(spec.group_by.into_iter().next().unwrap_or(active))
}

/// What a step gives of what the brush selects of a view.
type Form = fn(&View, &Selected) -> Result<JsValue, Problem>;

fn brush(index: Index) -> JsValue {
    let index = Rc::new(index);
    let handle = Object::new();
    let bytes: usize = index.views.iter().map(|view| view.cube.bytes()).sum();
    let ranged = |form: Form| {
        let index = Rc::clone(&index);
        let to_range = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(move |lo: JsValue, hi: JsValue| {
            promise(range(&index, &lo, &hi).and_then(|passes| step(&index, form, passes)))
        });
        to_range.into_js_value()
    };
    handle::set(&handle, "move", &ranged(View::rows));
    handle::set(&handle, "columns", &ranged(View::columns));
    let to_set = Closure::<dyn Fn(JsValue) -> Promise>::new(move |values: JsValue| {
        promise(set(&index, &values).and_then(|passes| step(&index, View::rows, passes)))
    });
    handle::set(&handle, "select", &to_set.into_js_value());
    handle::set(&handle, "bytes", &JsValue::from_f64(bytes as f64));
    handle.into()
}

/// Which keys lie in a range.
fn range(index: &Index, lo: &JsValue, hi: &JsValue) -> Result<impl Fn(Option<&Place>) -> bool, Problem> {
    let bound = |end: &JsValue| {
        let end = if end.is_undefined() { None } else { handle::parse::<Option<Scalar>>(end)? };
        end.map(|end| index.edges.bound(&end)).transpose().map_err(|reason| refused("move", &reason))
    };
    let (lo, hi) = (bound(lo)?, bound(hi)?);
    if lo.is_none() && !index.edges.has_open_start() {
        return Err(refused("move", "what is not positive has no logarithmic bin; begin at a power"));
    }
    Ok(move |place: Option<&Place>| place.is_some_and(|place| place.lies_within(lo.as_ref(), hi.as_ref())))
}

/// Which keys are those of a set; null is one.
fn set(index: &Index, values: &JsValue) -> Result<impl Fn(Option<&Place>) -> bool, Problem> {
    let values: Vec<Option<Scalar>> = handle::parse(values)?;
    let has_null = values.contains(&None);
    let named = values.iter().flatten().map(|value| index.edges.named(value)).collect::<Result<Vec<_>, _>>();
    let named: Vec<Place> = named.map_err(|reason| refused("select", &reason))?.into_iter().flatten().collect();
    Ok(move |place: Option<&Place>| place.map_or(has_null, |place| named.iter().any(|named| place.is(named))))
}

fn refused(field: &str, reason: &str) -> Problem {
    trouble::problem(Code::InvalidQuery, format!("The brush can't be that: {reason}."), &[("field", field), ("reason", reason)])
}

/// Each view over the keys that pass.
fn step(index: &Index, form: Form, passes: impl Fn(Option<&Place>) -> bool) -> Result<JsValue, Problem> {
    let told = index.views.iter().map(|view| form(view, &vec![runs(view.places.iter().map(|place| passes(place.as_ref())))]));
    told.collect::<Result<Array, Problem>>().map(JsValue::from)
}

fn promise(answer: Result<JsValue, Problem>) -> Promise {
    match answer {
        Ok(value) => Promise::resolve(&value),
        Err(problem) => Promise::reject(&handle::error_of(&problem)),
    }
}
