//! Dates and times that are none, or that several may be: exact, or text as it is in the file with a word about it; never moved, never gone in silence.

use serde_json::{Value, json};
use tests::ipc;
use tests::server::Server;

/// The type that a column of these cells has, its values, and what is told of it.
fn read(server: &Server, cells: &[&str]) -> (String, Vec<Value>, Value) {
    let csv: String = cells.iter().map(|cell| format!("x,{cell}\n")).collect();
    let made = server.upload("a.csv", format!("k,d\n{csv}").as_bytes());
    let rows = ipc::rows(&server.client().get(&format!("/api/datasets/{}/arrow", made.id)).body);
    let notices = serde_json::to_value(&made.import).unwrap()["notices"].clone();
    assert_eq!(made.import.rejected_cells, 0);
    (made.columns[1].r#type.clone(), rows.into_iter().map(|row| row["d"].clone()).collect(), notices)
}

#[test]
fn days_and_instants_that_exist_are_exact() {
    let server = Server::start();
    let columns: [(&str, &[&str], &[&str]); 5] = [
        ("date", &["0001-01-01", "1500-02-28", "9999-12-31"], &["0001-01-01", "1500-02-28", "9999-12-31"]),
        ("timestamp(+14:00)", &["2024-01-01T00:30:00+14:00"], &["2024-01-01T00:30:00+14:00"]),
        (
            "timestamp(UTC)",
            &["2024-01-01T00:30:00+14:00", "2023-12-31T10:30:00Z", "2023-12-30T22:30:00-12:00"],
            &["2023-12-31T10:30:00Z", "2023-12-31T10:30:00Z", "2023-12-31T10:30:00Z"],
        ),
        ("timestamp", &["9999-12-31 23:59:59.999999", "1500-01-01T00:00"], &["9999-12-31T23:59:59.999999", "1500-01-01T00:00:00"]),
        ("date", &["29/02/2024", "01/02/2003"], &["2024-02-29", "2003-02-01"]),
    ];
    for (kind, cells, expected) in columns {
        let (found, values, _) = read(&server, cells);
        assert_eq!((found.as_str(), values), (kind, expected.iter().map(|value| json!(value)).collect()), "{cells:?}");
    }
}

#[test]
fn what_looks_like_a_date_and_is_none_stays_as_it_is_written_and_is_told() {
    let server = Server::start();
    let columns: [&[&str]; 9] = [
        &["0000-00-00", "2024-01-01"],
        &["2024-01-01", "0000-00-00"],
        &["1500-02-29"],
        &["2024-02-30", "2024-02-28"],
        &["2023-02-29"],
        &["2016-12-31T23:59:59Z", "2016-12-31T23:59:60Z"],
        &["2024-01-01T24:00:00"],
        &["2024-01-01", "2024-01-01T10:00:00"],
        &["2024-01-01T10:00:00", "2024-01-01T10:00:00Z"],
    ];
    for cells in columns {
        let (found, values, notices) = read(&server, cells);
        assert_eq!((found.as_str(), values), ("string", cells.iter().map(|cell| json!(cell)).collect()), "{cells:?}");
        let odd = notices[0]["text"].as_str().unwrap_or_default();
        assert_eq!(
            (notices.as_array().unwrap().len(), &notices[0]["kind"], &notices[0]["column"]),
            (1, &json!("not_a_date"), &json!("d")),
            "{notices}"
        );
        assert!(cells.contains(&odd), "{cells:?}: {odd}");
    }
}

#[test]
fn a_word_for_no_value_beside_dates_is_not_taken_for_the_one_that_is_none() {
    let server = Server::start();
    let many = [vec!["2024-02-29"; 100], vec!["NULL"], vec!["2024-03-01"; 20_000], vec!["2024-02-30"]].concat();
    for cells in [vec!["NULL", "2024-01-01", "2024-02-30"], vec!["2024-01-01", "NA", "2024-02-30"], many] {
        let (found, _, notices) = read(&server, &cells);
        assert_eq!((found.as_str(), notices), ("string", json!([{ "kind": "not_a_date", "column": "d", "text": "2024-02-30" }])), "{}", cells.len());
    }
    let (found, values, notices) = read(&server, &["NULL", "2024-01-01"]);
    assert_eq!((found.as_str(), values, &notices[0]["kind"]), ("date", vec![Value::Null, json!("2024-01-01")], &json!("null_words")));
}

#[test]
fn a_day_that_is_none_among_many_thousands_is_told_too() {
    let server = Server::start();
    let mut cells = vec!["2024-02-29"; 40_000];
    cells[39_998] = "2024-02-30";
    let (found, values, notices) = read(&server, &cells);
    assert_eq!((found.as_str(), values.len(), &values[39_998], &values[39_999]), ("string", 40_000, &json!("2024-02-30"), &json!("2024-02-29")));
    assert_eq!(notices, json!([{ "kind": "not_a_date", "column": "d", "text": "2024-02-30" }]));
}

#[test]
fn dates_whose_order_nobody_can_tell_stay_text_and_that_is_told() {
    let server = Server::start();
    for cells in [["01/02/03", "04/05/06"], ["3/5/24", "4/5/24"], ["01/02/2003", "03/04/2005"]] {
        let (found, values, notices) = read(&server, &cells);
        assert_eq!((found.as_str(), values), ("string", cells.iter().map(|cell| json!(cell)).collect()), "{cells:?}");
        assert_eq!(notices, json!([{ "kind": "ambiguous", "column": "d", "first": "day_first", "second": "month_first" }]), "{cells:?}");
    }
}

#[test]
fn numbers_that_may_be_instants_and_texts_that_are_none_are_what_they_are() {
    let server = Server::start();
    // Seconds and milliseconds since 1970, microseconds, and all of them at once.
    for cells in [["1700000000", "1700000001"], ["1700000000000", "1700000000001"], ["1700000000000000", "1"], ["1700000000", "1700000000000"]] {
        let (found, values, notices) = read(&server, &cells);
        let numbers: Vec<Value> = cells.iter().map(|cell| json!(cell.parse::<i64>().unwrap())).collect();
        assert_eq!((found.as_str(), values, notices), ("int64", numbers, Value::Null));
    }
    // Codes, telephone numbers, versions, and a column of texts of which one begins like a date.
    for cells in [["0123-45-6789", "x"], ["1.2.3", "1.2.4"], ["2024-01-01x", "y"], ["10-20-30", "40-50-60"]] {
        let (found, values, notices) = read(&server, &cells);
        assert_eq!((found.as_str(), values, notices), ("string", cells.iter().map(|cell| json!(cell)).collect(), Value::Null), "{cells:?}");
    }
}

#[test]
fn who_chooses_dates_gets_those_that_are_and_the_others_word_for_word() {
    let server = Server::start();
    let options = tests::http::encode(r#"{"columns":{"d":{"type":"date"}}}"#);
    let csv = b"k,d\nx,2024-02-30\nx,2024-02-29\nx,0000-00-00\n";
    let made = server.client().post(&format!("/api/datasets?file_name=a.csv&options={options}"), csv).expect(201);
    assert_eq!(
        (&made["columns"][1]["type"], &made["import"]["rejected_cells"], &made["import"]["notices"]),
        (&json!("date"), &json!(2), &Value::Null)
    );
    let kept = ipc::rows(&server.client().get(&format!("/api/datasets/{}/arrow", made["import"]["rejected"].as_str().unwrap())).body);
    assert_eq!(kept, [json!({ "row": 1, "column": "d", "cell": "2024-02-30" }), json!({ "row": 3, "column": "d", "cell": "0000-00-00" })]);
}
