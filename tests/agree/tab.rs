//! The engine of a real tab, which is WebAssembly with `simd128`, beside the native one. Both read the same bytes of the server's streams.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use serde_json::{Value as Json, json};
use shared::engine::partial::Partial;
use shared::engine::value::Value;
use shared::wire::query::{QuerySpec, Scalar};
use shared::worker::session::WorkerSession;
use tests::flights;
use tests::http::encode;
use tests::page::Page;
use tests::raised;
use tests::server::Server;

use crate::ask::{loaded_from, partial, settled_over};

/// The rows of an answer.
type Rows = Vec<Vec<Value>>;

/// 2^53 - 1, the last whole number that JavaScript's numbers tell from its neighbours.
const MAX_SAFE_INTEGER: u128 = 9_007_199_254_740_991;

/// Asks all questions at once. Numbers come back by their bits, and so whole numbers beyond them by their digits: JSON has no NaN, no -0 and
/// no `BigInt`.
const ASK: &str = "(async () => {
  const view = new DataView(new ArrayBuffer(8));
  const bits = x => (view.setFloat64(0, x), view.getBigUint64(0).toString());
  const told = cell => typeof cell === 'number' ? { bits: bits(cell) } : typeof cell === 'bigint' ? { digits: cell.toString() } : cell;
  sightline.workers = WORKERS;
  const handle = await sightline.open(ID, COLUMNS);
  const answers = await Promise.all(SPECS.map(spec => handle.query(spec)));
  handle.close();
  return JSON.stringify(answers.map(rows => rows.map(row => row.map(told))));
})()";

/// A tab and the server that it came from.
pub(crate) struct Tab {
    server: Server,
    page: Page,
}

/// A dataset, as of one version.
pub(crate) struct Stored {
    id: String,
    version: u64,
    columns: Vec<String>,
    schema: SchemaRef,
}

impl Tab {
    /// Opens the home page of a new server.
    pub(crate) fn open() -> Tab {
        Tab::with(Page::open)
    }

    /// The same in a tab whose engines have their data above 2 GiB.
    pub(crate) fn open_raised() -> Tab {
        Tab::with(raised::open)
    }

    fn with(open: fn(&Server, &str) -> Page) -> Tab {
        let server = Server::start();
        let mut page = open(&server, "/");
        page.wait_for("window.sightline?.open");
        Tab { server, page }
    }

    /// Stores batches, each by a commit of its own, so that a stream has them as they are.
    #[track_caller]
    pub(crate) fn store(&self, batches: &[RecordBatch]) -> Stored {
        let id = self.server.upload("rows.arrow", &flights::arrow_stream(&batches[0])).id;
        let headers = [("content-type", "application/vnd.apache.arrow.stream")];
        for batch in &batches[1..] {
            let path = format!("/api/datasets/{id}/rows");
            self.server.client().send("POST", &path, &headers, Some(&flights::arrow_stream(batch))).expect(200);
        }
        let columns = batches[0].schema().fields().iter().map(|field| field.name().clone()).collect();
        Stored { id, version: batches.len() as u64 - 1, columns, schema: batches[0].schema() }
    }

    /// Checks that some workers of the tab answer as native ones do, bit for bit; bins that depend on the rows, and zones, are settled by either for itself. Their partials are merged as they come, and floats added in
    /// another order may differ in their last bits: so the answer must be that of one of the orders.
    #[track_caller]
    pub(crate) fn agrees(&mut self, stored: &Stored, workers: usize, questions: &[QuerySpec], what: &str) {
        let mut natives: Vec<WorkerSession> = (0..workers).map(|part| loaded_from(part as u32, &self.stream(stored, part, workers))).collect();
        let answers = self.answers(stored, workers, questions);
        assert_eq!(answers.len(), questions.len(), "{what}");
        for (spec, theirs) in questions.iter().zip(&answers) {
            let mut partials = |spec: &QuerySpec| natives.iter_mut().map(|native| partial(native, spec)).collect::<Vec<Partial>>();
            let spec = &settled_over(&stored.schema, spec, |spec| merged(&partials(spec), &(0..workers).collect::<Vec<_>>(), spec));
            let partials = partials(spec);
            let by = |order: &[usize]| told(&merged(&partials, order, spec));
            if !orders(workers).iter().any(|order| same(&by(order), theirs)) {
                let ours = by(&(0..workers).collect::<Vec<_>>());
                let row = ours.iter().zip(theirs).find(|(ours, theirs)| !same(std::slice::from_ref(*ours), std::slice::from_ref(*theirs)));
                panic!("{what}, {workers} workers, {}\n  native and tab, the first row that differs: {row:#?}", serde_json::to_string(spec).unwrap());
            }
        }
    }

    /// The bytes that a worker of the tab loads.
    fn stream(&self, stored: &Stored, part: usize, parts: usize) -> Vec<u8> {
        let columns: String = stored.columns.iter().map(|name| format!("&column={}", encode(name))).collect();
        let path = format!("/api/datasets/{}/arrow?version={}&part={part}/{parts}{columns}", stored.id, stored.version);
        self.server.client().get(&path).body
    }

    fn answers(&mut self, stored: &Stored, workers: usize, questions: &[QuerySpec]) -> Vec<Rows> {
        let script = ASK.replace("WORKERS", &workers.to_string()).replace("ID", &json!(stored.id).to_string());
        let script = script.replace("COLUMNS", &json!(stored.columns).to_string()).replace("SPECS", &json!(questions).to_string());
        let answers: Vec<Vec<Vec<Json>>> = serde_json::from_str(self.page.eval(&script).as_str().unwrap()).unwrap();
        let rows = |rows: &Vec<Vec<Json>>| rows.iter().map(|row| row.iter().map(heard).collect()).collect();
        answers.iter().map(rows).collect()
    }
}

/// Every order of the first `n` numbers.
fn orders(n: usize) -> Vec<Vec<usize>> {
    let Some(last) = n.checked_sub(1) else { return vec![Vec::new()] };
    let with_last = |order: Vec<usize>| {
        (0..n).map(move |at| {
            let mut order = order.clone();
            order.insert(at, last);
            order
        })
    };
    orders(last).into_iter().flat_map(with_last).collect()
}

fn merged(partials: &[Partial], order: &[usize], spec: &QuerySpec) -> Rows {
    let mut merged = Partial::default();
    order.iter().for_each(|part| merged.merge(partials[*part].clone()));
    merged.finish(&spec.order_by, spec.limit).rows
}

/// The rows as `window.sightline` tells them: whole numbers as numbers where these are exact, times and decimals as text.
fn told(rows: &Rows) -> Rows {
    let cell = |value: &Value| match value {
        Value::Int(n) if n.unsigned_abs() <= MAX_SAFE_INTEGER => Value::Float(*n as f64),
        Value::Null | Value::Int(_) | Value::Float(_) => value.clone(),
        other => match other.to_scalar() {
            Some(Scalar::Bool(truth)) => Value::Bool(truth),
            Some(Scalar::Text(text)) => Value::Text(text),
            _ => Value::Null,
        },
    };
    rows.iter().map(|row| row.iter().map(cell).collect()).collect()
}

/// What [`ASK`] made of a cell.
fn heard(cell: &Json) -> Value {
    match cell {
        Json::Bool(truth) => Value::Bool(*truth),
        Json::String(text) => Value::Text(text.clone()),
        Json::Object(number) if number.contains_key("bits") => Value::Float(f64::from_bits(number["bits"].as_str().unwrap().parse().unwrap())),
        Json::Object(number) => Value::Int(number["digits"].as_str().unwrap().parse().unwrap()),
        _ => Value::Null,
    }
}

/// Bit for bit, but that NaN is NaN: WebAssembly leaves open which one an operation gives.
fn same(ours: &[Vec<Value>], theirs: &[Vec<Value>]) -> bool {
    let same_cell = |(a, b): (&Value, &Value)| match (a, b) {
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        _ => a == b,
    };
    ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(same_cell))
}
