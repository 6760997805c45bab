//! Files, tokens, dashboards and statements that chance made (`tests::mutate`), through the door. The server never ends and nobody waits for ever: each is
//! taken, and then it is whole, or refused by a code for what the sender can mend.

use serde_json::{Value, json};
use shared::wire::problem::{Code, Problem};
use tests::http::Reply;
use tests::mutate::{Mutations, each_json, fixtures, json_tables};
use tests::server::{Options, Server};
use tests::{archives, golden};

/// A reader or a query that takes longer goes round for ever.
const LONGEST: &str = "60";

fn server() -> Server {
    let limits = ["SIGHTLINE_PARSE_SECS", "SIGHTLINE_PARSE_CPU_SECS", "SIGHTLINE_QUERY_TIMEOUT_SECS"];
    let environment = limits.iter().map(|limit| ((*limit).to_owned(), LONGEST.to_owned())).collect();
    Server::with(Options { environment, ..Options::default() })
}

/// A refusal that names what is wrong with what was sent.
#[track_caller]
fn is_told(reply: &Reply) {
    let problem: Problem = serde_json::from_value(reply.json()).unwrap_or_else(|error| panic!("{error}: {reply}"));
    assert!((400..500).contains(&problem.status) && problem.status == reply.status, "{reply}");
    assert!(!matches!(problem.code, Code::Internal | Code::StorageDamaged | Code::QueryTimeout), "{reply}");
    assert_ne!(problem.params.get("limit"), Some(&format!("{LONGEST} s")), "{reply}");
}

/// Takes a file to the server: it is told to be wrong, or all its rows can be read.
fn read(server: &Server, file_name: &str, bytes: &[u8]) {
    let reply = server.client().post(&format!("/api/datasets?file_name={file_name}"), bytes);
    if reply.status != 201 {
        return is_told(&reply);
    }
    let dataset = reply.json();
    let path = format!("/api/datasets/{}", dataset["id"].as_str().unwrap());
    let stream = server.client().get(&format!("{path}/arrow"));
    let rows: usize = arrow_ipc::reader::StreamReader::try_new(stream.body.as_slice(), None).unwrap().map(|batch| batch.unwrap().num_rows()).sum();
    assert_eq!(dataset["rows"], rows, "{dataset}");
    assert_eq!(server.client().get(&format!("{path}/profile")).expect(200)["rows"], rows);
    assert_eq!(server.client().delete(&format!("{path}?purge=true")).status, 204);
}

/// Files of one kind, and what is left of them on the server: nothing.
#[track_caller]
fn each_file(what: &str, file_name: &str, seeds: Vec<Vec<u8>>) {
    let server = server();
    let before = server.files().len();
    Mutations::of(seeds, 60).each(what, |bytes| read(&server, file_name, bytes));
    assert_eq!(server.files().len(), before, "{:?}", server.files());
    server.expect_well();
}

#[test]
fn delimited_text_that_chance_made_is_stored_whole_or_refused() {
    each_file("delimited text", "x.csv", golden::all().into_iter().map(|case| case.bytes).collect());
}

#[test]
fn json_that_chance_made_is_stored_whole_or_refused() {
    each_file("tables in JSON", "x.json", json_tables());
    each_file("JSON", "x.json", fixtures("corpora/JSONTestSuite", ".json"));
}

#[test]
fn arrow_files_that_chance_made_are_stored_whole_or_refused() {
    each_file("Arrow files", "x.arrow", fixtures("corpora/arrow-testing", ".arrow_file"));
    each_file("Arrow streams", "x.arrows", fixtures("corpora/arrow-testing", ".stream"));
}

#[test]
fn parquet_files_that_chance_made_are_stored_whole_or_refused() {
    each_file("Parquet", "x.parquet", fixtures("corpora/parquet-testing", ".parquet"));
}

#[test]
fn archives_and_workbooks_that_chance_made_are_stored_whole_or_refused() {
    let texts = archives::zip(&[(b"a/1.txt", b"one"), (b"b/2.txt", b"two"), (b"../../c.txt", b"three")]);
    each_file("archives", "x.zip", vec![archives::zip(&[(b"a.csv", b"a,b\n1,2\n")]), texts]);
    each_file("workbooks", "x.xlsx", ["xlsx", "ods", "xls"].into_iter().flat_map(|ending| fixtures("workbooks", &format!(".{ending}"))).collect());
}

#[test]
fn avro_files_that_chance_made_are_stored_whole_or_refused() {
    each_file("Avro", "x.avro", fixtures("avro", ".avro"));
}

/// A server with a dataset, a dashboard and a link to it.
fn shared() -> (Server, String, Value, String) {
    let server = server();
    let id = server.upload("t.csv", b"day,city,n,x\n2024-01-01,Oslo,1,0.5\n2024-01-02,Bergen,2,1.5\n2024-01-03,Oslo,3,2.5\n").id;
    let dashboard = server.dashboard(&id);
    let links = format!("/api/dashboards/{}/links", dashboard["id"].as_str().unwrap());
    let token = server.client().post_json(&links, &json!({})).expect(201)["token"].as_str().unwrap().to_owned();
    (server, id, dashboard, token)
}

#[test]
fn tokens_that_chance_made_open_nothing() {
    let (server, id, _, token) = shared();
    let links = |token: &str| [format!("/api/links/{token}"), format!("/api/links/{token}/datasets/{id}/arrow?column=n")];
    assert!(links(&token).iter().all(|path| server.client().get(path).status == 200));
    let mutations = Mutations::of(vec![token.clone().into_bytes(), vec![b'A'; 43]], 300).with_words(&["..", "/", "%", "?", "#", "=", "\u{0}", "é"]);
    mutations.each("tokens", |bytes| {
        // One without a byte is the address of the list, which there is none of.
        let bytes = &bytes[..bytes.len().min(2_000)];
        let escaped: String = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
        for path in links(&escaped).iter().filter(|_| bytes != token.as_bytes()) {
            server.client().get(path).expect_problem(404, "not_found");
        }
    });
    server.expect_well();
}

#[test]
fn dashboards_that_chance_made_open_as_they_were_stored_or_are_refused() {
    let (server, id, suggested, _) = shared();
    let given = |tile: &str, chart: Value| json!({ "id": tile, "dataset": id, "span": 6, "chart": chart });
    let by_hand = [
        given("a", json!({ "kind": "histogram", "column": "n", "width": 1.0, "origin": 0.0 })),
        given("b", json!({ "kind": "bar", "column": "city", "top": 5, "measure": { "op": "mean", "column": "x" } })),
        given("c", json!({ "kind": "line", "column": "day", "every": "day" })),
    ];
    let seeds = [json!({ "title": "t", "tiles": suggested["tiles"] }), json!({ "title": "t", "tiles": by_hand }), json!({ "dataset": id })];
    let (mut stored, mut refused) = (0, 0);
    each_json(&seeds, 400, |body| {
        let reply = server.client().post_json("/api/dashboards", body);
        if reply.status != 201 {
            refused += 1;
            return is_told(&reply);
        }
        stored += 1;
        let made = reply.json();
        let path = format!("/api/dashboards/{}", made["id"].as_str().unwrap());
        assert_eq!(server.client().get(&path).expect(200), made, "{body}");
        let token = server.client().post_json(&format!("{path}/links"), &json!({})).expect(201)["token"].clone();
        assert_eq!(server.client().get(&format!("/api/links/{}", token.as_str().unwrap())).status, 200, "{body}");
        assert_eq!(server.client().delete(&path).status, 204);
    });
    assert!(stored > 0 && refused > 0, "{stored} stored, {refused} refused");
    server.expect_well();
}

#[test]
fn statements_that_chance_made_are_answered_or_refused() {
    let (server, ..) = shared();
    let seeds = [
        "SELECT city, count(*) AS n, avg(x) FROM t WHERE day >= '2024-01-01' AND n IN (1, 2, 3) GROUP BY 1 ORDER BY 2 DESC LIMIT 5",
        "WITH w AS (SELECT day, x * 2 AS y FROM t) SELECT a.day, sum(b.y) OVER (ORDER BY a.day) FROM w a JOIN w b ON a.day = b.day",
        "SELECT CASE WHEN n > 1 THEN upper(city) ELSE NULL END, date_trunc('month', day), CAST(x AS INT) FROM t UNION ALL SELECT 'é', NULL, 1",
    ];
    let words =
        &["SELECT ", " UNION ", "((", "))", "'", "\"", "*", "NULL", "9223372036854775807", "-1", " OR ", "NOT ", "/0", "[1]", "x", "t.", "::bigint"];
    let mutations = Mutations::of(seeds.iter().map(|sql| sql.as_bytes().to_vec()).collect(), 60).with_words(words);
    mutations.each("statements", |bytes| {
        let reply = server.client().post_json("/api/sql", &json!({ "sql": String::from_utf8_lossy(bytes) }));
        if reply.status != 200 {
            is_told(&reply);
        }
    });
    server.expect_well();
}
