//! Integers, decimals and times of more digits than a float tells, in the tab and by the server's JSON, which has all digits: quantiles, and bins with their
//! edges and labels.

use serde_json::{Value as Json, json};
use shared::engine::plan::edges::Ends;
use shared::engine::plan::label;
use shared::engine::value::Value;
use shared::wire::query::{BinSpec, GroupKey, Measure, Op, Order, QuerySpec, Scalar};
use shared::worker::session::WorkerSession;
use tests::flights;
use tests::http::encode;
use tests::server::Server;

use crate::ask::{counts, loaded_from, partial, settled_over};
use crate::matrix::{Data, asked};
use crate::rules;
use crate::shapes::SHAPES;

/// The rows of a shape in the hands of a server and of a worker.
struct Both {
    data: Data,
    server: Server,
    id: String,
    worker: WorkerSession,
}

impl Both {
    fn of(shape: &str) -> Both {
        let data = Data::of(SHAPES.iter().find(|other| other.name == shape).unwrap());
        let server = Server::start();
        let id = server.upload("rows.arrows", &flights::arrow_stream(data.table())).id;
        let columns: String = data.table().schema().fields().iter().map(|field| format!("&column={}", encode(field.name()))).collect();
        let worker = loaded_from(0, &server.client().get(&format!("/api/datasets/{id}/arrow?version=0&part=0/1{columns}")).body);
        Both { data, server, id, worker }
    }

    fn ask(&self, spec: &QuerySpec) -> Json {
        let (path, body) = (format!("/api/datasets/{}/aggregate", self.id), serde_json::to_vec(spec).unwrap());
        let headers = [("content-type", "application/json"), ("accept", "application/json")];
        self.server.client().send("POST", &path, &headers, Some(&body)).expect(200)
    }

    /// The question with its bins settled, and its answer.
    fn ours(&mut self, spec: &QuerySpec) -> (QuerySpec, Vec<Vec<Value>>) {
        let worker = &mut self.worker;
        let mut rows = |spec: &QuerySpec| partial(worker, spec).finish(&spec.order_by, spec.limit).rows;
        let settled = settled_over(&self.data.table().schema(), spec, &mut rows);
        let answer = rows(&settled);
        (settled, answer)
    }
}

/// A number as JSON has it: text where its readers would lose digits.
fn told(value: &Value) -> Json {
    match value.to_scalar() {
        Some(Scalar::Int(n)) if n.unsigned_abs() > 1 << 53 => json!(n.to_string()),
        scalar => json!(scalar),
    }
}

#[test]
fn quantiles_of_numbers_have_all_their_digits_in_the_tab_and_on_the_server() {
    let mut both = Both::of("nulls");
    let names: Vec<String> = asked(&both.data).filter(|column| column.data_type.is_numeric()).map(|column| column.name.clone()).collect();
    let mut beyond = 0;
    for name in names {
        let quantiles = [0.0, 0.25, 0.3, 0.5, 1.0].map(|q| Measure { q: Some(q), ..Measure::of(Op::Quantile, &name) });
        let order_by = vec![Order { measure: Some(3), key: None, descending: true }];
        let spec = QuerySpec { group_by: vec![GroupKey::plain("whole")], measures: quantiles.to_vec(), order_by, ..QuerySpec::default() };
        let (_, ours) = both.ours(&spec);
        beyond += ours.iter().flatten().filter(|value| matches!(value, Value::Int(n) if n.unsigned_abs() > 1 << 53)).count();
        beyond += ours.iter().flatten().filter(|value| matches!(value, Value::Decimal { .. })).count();
        let ours: Vec<Vec<Json>> = ours.iter().map(|row| row.iter().map(told).collect()).collect();
        assert_eq!(both.ask(&spec)["rows"], json!(ours), "{name}");
    }
    assert!(beyond > 20, "{beyond} values that no float tells");
}

#[test]
fn bins_of_every_rule_have_the_same_edges_and_labels_in_the_tab_and_on_the_server() {
    let mut both = Both::of("nulls");
    let keys: Vec<GroupKey> = asked(&both.data).flat_map(rules::of).collect();
    for key in keys {
        let spec = counts(vec![key]);
        let (settled, ours) = both.ours(&spec);
        let bins = label::key_bins(&settled, |_| Ends::of(ours.iter().map(|row| row[0].clone())));
        let (theirs, what) = (both.ask(&spec), json!(spec.group_by).to_string());
        assert_eq!((&theirs["bins"][0]["edges"], &theirs["bins"][0]["labels"]), (&json!(bins[0].edges), &json!(bins[0].labels)), "{what}");
        let theirs: Vec<&Json> = theirs["rows"].as_array().unwrap().iter().map(|row| &row[1]).collect();
        assert_eq!(json!(ours.iter().map(|row| told(&row[1])).collect::<Vec<_>>()), json!(theirs), "{what}");
    }
}

#[test]
fn bins_of_times_of_day_and_lengths_of_time_are_hours_and_whole_ticks() {
    let both = Both::of("no nulls");
    let ask = |column: &str, bin: &BinSpec| both.ask(&counts(vec![GroupKey { column: column.into(), bin: Some(bin.clone()) }]));
    let hours = BinSpec { width: Some(21_600.0), ..BinSpec::default() };
    for column in ["Time32(s)", "Time64(ns)"] {
        let answer = ask(column, &hours);
        assert_eq!(answer["bins"][0]["edges"], json!(["00:00:00", "06:00:00", "12:00:00", "18:00:00"]), "{column}");
        assert_eq!(answer["rows"][1][0], "06:00:00", "{column}");
    }
    let minutes = BinSpec { width: Some(240.0), origin: Some(60.0), ..BinSpec::default() };
    assert_eq!(ask("Duration(ms)", &minutes)["bins"][0]["labels"][0], "[-PT420S, -PT180S)");
}
