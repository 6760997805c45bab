use serde_json::{Value, json};
use tests::server::Server;

const CSV: &[u8] = b"city,people,founded\nOslo,709037,1040-01-01\nBergen,291940,1070-01-01\nOslo,1,1040-01-02\nBergen,7,1070-02-01\n";

struct Made {
    server: Server,
    dataset: String,
    path: String,
    dashboard: Value,
}

fn made() -> Made {
    let server = Server::start();
    let dataset = server.upload("cities.csv", CSV).id;
    let dashboard = server.dashboard(&dataset);
    let path = format!("/api/dashboards/{}", dashboard["id"].as_str().unwrap());
    Made { server, dataset, path, dashboard }
}

#[test]
fn a_dataset_gets_a_dashboard_with_a_chart_per_interesting_column() {
    let made = made();
    assert_eq!(made.dashboard["title"], "cities");
    assert_eq!(made.dashboard["version"], 1);
    let kinds: Vec<&str> = made.dashboard["tiles"].as_array().unwrap().iter().map(|tile| tile["chart"]["kind"].as_str().unwrap()).collect();
    assert_eq!((kinds.first(), kinds.last()), (Some(&"number"), Some(&"table")));
    assert!(kinds.contains(&"bar"), "{kinds:?}");
    assert!(made.dashboard["tiles"].as_array().unwrap().iter().all(|tile| tile["dataset"] == made.dataset.as_str()));
}

#[test]
fn a_dashboard_is_made_listed_read_and_deleted() {
    let made = made();
    let client = made.server.client();
    assert_eq!(client.get(&made.path).expect(200), made.dashboard);
    assert_eq!(client.get("/api/dashboards").expect(200)["dashboards"][0], made.dashboard);
    assert_eq!(client.delete(&made.path).status, 204);
    client.get(&made.path).expect_problem(404, "not_found");
    assert_eq!(client.get(&format!("/api/datasets/{}", made.dataset)).status, 200, "its dataset stays");
}

#[test]
fn a_dashboard_can_be_made_of_given_tiles() {
    let made = made();
    let tile = json!({ "id": "t1", "dataset": made.dataset, "span": 6, "chart": { "kind": "bar", "column": "city", "top": 5 } });
    let reply = made.server.client().post_json("/api/dashboards", &json!({ "title": "Mine", "tiles": [tile] }));
    assert_eq!(reply.expect(201)["tiles"], json!([tile]));
    assert_eq!(reply.header("etag"), "\"1\"");
}

#[test]
fn the_second_of_two_who_save_at_once_is_told() {
    let made = made();
    let client = made.server.client();
    let tag = client.get(&made.path).header("etag").to_owned();
    let edit = |title: &str| json!({ "title": title, "tiles": made.dashboard["tiles"] });
    let saved = client.put_json(&made.path, &tag, &edit("First"));
    assert_eq!(saved.expect(200)["version"], 2);
    assert_ne!(saved.header("etag"), tag);
    client.put_json(&made.path, &tag, &edit("Second")).expect_problem(412, "precondition_failed");
    assert_eq!(client.get(&made.path).expect(200)["title"], "First");
    assert_eq!(client.put_json(&made.path, saved.header("etag"), &edit("Third")).expect(200)["version"], 3);
}

#[test]
fn of_many_who_save_at_once_one_wins() {
    let made = made();
    let edit = |title: &str| json!({ "title": title, "tiles": made.dashboard["tiles"] });
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let save = |at: usize| made.server.client().put_json(&made.path, "\"1\"", &edit(&format!("title {at}"))).status;
        let saving: Vec<_> = (0..8).map(|at| scope.spawn(move || save(at))).collect();
        saving.into_iter().map(|saving| saving.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 412).count(), 7, "{statuses:?}");
}

#[test]
fn a_dashboard_that_could_not_be_drawn_is_refused() {
    let made = made();
    let tile = |id: &str, span: u8| json!({ "id": id, "dataset": made.dataset, "span": span, "chart": { "kind": "number" } });
    let unknown = json!({ "id": "t1", "dataset": made.dataset, "span": 4, "chart": { "kind": "pie", "column": "city" } });
    for tiles in [json!([tile("t1", 4), tile("t1", 4)]), json!([tile("a b", 4)]), json!([tile("t1", 13)]), json!([unknown])] {
        let reply = made.server.client().post_json("/api/dashboards", &json!({ "title": "Bad", "tiles": tiles }));
        reply.expect_problem(400, "invalid_request");
    }
    for (chart, field) in undrawable() {
        let tiles = json!([tile("t1", 4), { "id": "t2", "dataset": made.dataset, "span": 4, "chart": chart }]);
        let reply = made.server.client().post_json("/api/dashboards", &json!({ "title": "Bad", "tiles": tiles }));
        assert_eq!(reply.expect_problem(400, "invalid_request")["params"]["field"], format!("tiles[1].chart.{field}"));
    }
    let nobody = json!({ "dataset": "6f1d2c3b-0000-4000-8000-000000000000" });
    made.server.client().post_json("/api/dashboards", &nobody).expect_problem(404, "not_found");
}

#[test]
fn a_chart_of_a_measure_that_is_no_number_is_refused() {
    let made = made();
    let save = |kind: &str, op: &str, column: &str| {
        let chart = json!({ "kind": kind, "column": "city", "top": 3, "every": "year", "measure": { "op": op, "column": column } });
        let tile = json!({ "id": "t1", "dataset": made.dataset, "span": 4, "chart": chart });
        made.server.client().post_json("/api/dashboards", &json!({ "title": "Measured", "tiles": [tile] }))
    };
    for (kind, op, column) in [("bar", "median", "founded"), ("line", "max", "founded"), ("bar", "first", "city")] {
        assert_eq!(save(kind, op, column).expect_problem(400, "invalid_request")["params"]["field"], "tiles[0].chart.measure");
    }
    for (op, column) in [("max", "people"), ("distinct", "founded"), ("count_column", "city")] {
        save("bar", op, column).expect(201);
    }
}

#[test]
fn a_series_goes_along_numbers_or_times_by_bins_of_these_and_up_numbers() {
    let made = made();
    let save = |x: &str, bin: Value, y: &str| {
        let chart = json!({ "kind": "series", "x": { "column": x, "bin": bin }, "y": y });
        let tile = json!({ "id": "t1", "dataset": made.dataset, "span": 4, "chart": chart });
        made.server.client().post_json("/api/dashboards", &json!({ "title": "Series", "tiles": [tile] }))
    };
    let (width, years) = (json!({ "width": 1000 }), json!({ "every": "year", "n": 10 }));
    for (x, bin, y, field) in [
        ("founded", &years, "city", "y"),
        ("founded", &years, "founded", "y"),
        ("city", &width, "people", "x.column"),
        ("people", &years, "people", "x.bin"),
        ("founded", &width, "people", "x.bin"),
        ("founded", &json!({ "every": "hour" }), "people", "x.bin"),
    ] {
        let problem = save(x, bin.clone(), y).expect_problem(400, "invalid_request");
        assert_eq!(problem["params"]["field"], format!("tiles[0].chart.{field}"), "{x} {bin} {y}");
    }
    save("founded", years, "people").expect(201);
    save("people", width, "people").expect(201);
}

/// Charts that could not be drawn, and the field that is to blame.
fn undrawable() -> Vec<(Value, &'static str)> {
    let heatmap = |x: Value, y: Value| json!({ "kind": "heatmap", "x": { "column": "sold", "bin": x }, "y": { "column": "sold", "bin": y } });
    let series = |bin: Value| json!({ "kind": "series", "x": { "column": "sold", "bin": bin }, "y": "sold" });
    let width = json!({ "width": 5 });
    vec![
        (json!({ "kind": "histogram", "column": "sold", "width": 0, "origin": 0 }), "width"),
        (json!({ "kind": "histogram", "column": "sold", "width": -2, "origin": 0 }), "width"),
        (heatmap(json!({ "log": 1 }), width.clone()), "x.bin"),
        (heatmap(json!({ "width": 0 }), width.clone()), "x.bin"),
        (heatmap(width.clone(), json!({ "quantiles": 1 })), "y.bin"),
        (heatmap(width.clone(), json!({ "top": 5, "count": 5 })), "y.bin"),
        (heatmap(json!({ "prefix": 0 }), width.clone()), "x.bin"),
        (heatmap(width.clone(), json!({ "every": "month", "n": 0 })), "y.bin"),
        (heatmap(width.clone(), json!({ "every": "day", "zone": "Mars/Olympus" })), "y.bin"),
        (series(json!({ "log": 10 })), "x.bin"),
        (series(json!({ "width": 0 })), "x.bin"),
        (series(json!({ "every": "minute", "n": 10_001 })), "x.bin"),
        (json!({ "kind": "series", "x": { "column": "sold" }, "y": "sold" }), "x.bin"),
        (json!({ "kind": "scatter", "x": { "column": "sold" }, "y": { "column": "sold", "bin": width } }), "x.bin"),
        (json!({ "kind": "scatter", "x": { "column": "sold", "bin": width }, "y": { "column": "sold", "bin": { "log": 10 } } }), "y.bin"),
    ]
}

#[test]
fn a_heatmap_takes_every_rule_that_a_question_takes() {
    let made = made();
    let rules = [
        json!({ "width": 5, "origin": 1 }),
        json!({ "count": 20 }),
        json!({ "log": 2 }),
        json!({ "quantiles": 4 }),
        json!({ "cuts": [1, 5] }),
        json!({ "top": 5 }),
        json!({ "among": ["a"] }),
        json!({ "prefix": 1 }),
        json!({ "every": "month", "n": 2 }),
    ];
    for rule in rules {
        let chart = json!({ "kind": "heatmap", "x": { "column": "city" }, "y": { "column": "sold", "bin": rule } });
        let tile = json!({ "id": "t1", "dataset": made.dataset, "span": 4, "chart": chart });
        made.server.client().post_json("/api/dashboards", &json!({ "title": "Bins", "tiles": [tile] })).expect(201);
    }
}

#[test]
fn a_title_is_any_text() {
    let made = made();
    for title in ["<script>alert(1)</script>", "\"'&", "仪表盘 🙂", "\u{202e}txt"] {
        let saved = made.server.client().put_json(&made.path, "*", &json!({ "title": title, "tiles": [] })).expect(200);
        assert_eq!(saved["title"], title);
    }
}
