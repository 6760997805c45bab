//! An object store that fails: with errors, silence, broken connections and lost answers. It is asked again, but not for ever; what can't be done is a clear
//! problem and nothing is there by half; and once it works again, so does everything.

use serde_json::{Value, json};
use tests::http::{Client, Reply};
use tests::ipc;
use tests::server::{Options, Server};
use tests::services::faulty::Fault::{HalfAnswer, HalfRequest, Lost, Silence, Status};
use tests::services::faulty::{Asked, Faulty};
use tests::services::postgres::Postgres;
use tests::services::s3::S3;

/// A server on a store behind a proxy, with a dataset of one row.
struct Behind {
    server: Server,
    faulty: Faulty,
    s3: S3,
    id: String,
}

fn behind() -> Behind {
    let s3 = S3::start();
    let faulty = Faulty::before(&s3);
    let server = Server::with(Options::default().on_store(s3.url(), faulty.environment(&s3)));
    let id = server.upload("n.csv", b"n\n0\n").id;
    Behind { server, faulty, s3, id }
}

fn append(client: &Client, id: &str, n: usize) -> Reply {
    client.send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(format!("n\n{n}\n").as_bytes()))
}

fn upload(client: &Client) -> Reply {
    client.post("/api/datasets?file_name=new.csv", b"a,b\n1,x\n2,y\n")
}

fn rows(client: &Client, id: &str) -> Vec<Value> {
    let reply = client.get(&format!("/api/datasets/{id}/arrow"));
    assert_eq!(reply.status, 200, "{reply}");
    ipc::rows(&reply.body)
}

fn numbers(upto: usize) -> Vec<Value> {
    (0..=upto).map(|n| json!({ "n": n })).collect()
}

/// Stores, appends and reads while that goes wrong, each for once.
#[track_caller]
fn is_got_over(rule: fn(&Asked) -> bool, fault: tests::services::faulty::Fault) {
    let Behind { server, faulty, s3: _s3, id } = behind();
    faulty.rule(move |asked| (asked.before == 0 && rule(asked)).then_some(fault));
    assert_eq!(append(&server.client(), &id, 1).expect(200)["version"], 1, "{fault:?}");
    assert_eq!(rows(&server.client(), &id), numbers(1), "{fault:?}");
    let made = upload(&server.client()).expect(201)["id"].as_str().unwrap().to_owned();
    assert_eq!(rows(&server.client(), &made).len(), 2);
    assert!(faulty.most_tries() > 1, "{fault:?}: nothing went wrong");
    faulty.mend();
    server.expect_whole();
}

#[test]
fn a_store_that_fails_now_and_then_is_asked_again() {
    for status in [500, 503] {
        is_got_over(|_| true, Status(status));
    }
    is_got_over(|asked| asked.method == "GET" && [".json", ".parquet"].iter().any(|ending| asked.path.ends_with(ending)), HalfAnswer);
    is_got_over(|asked| asked.method == "PUT" && !asked.is_new, HalfRequest);
    is_got_over(|asked| asked.method == "PUT" && !asked.is_new, Silence);
}

#[test]
fn a_commit_of_which_the_answer_is_lost_is_found_in_the_log_and_stored_once() {
    is_got_over(|asked| asked.method == "PUT", Lost(500));
    is_got_over(|asked| asked.method == "PUT" && asked.is_new, HalfAnswer);
}

/// Whatever needs the store.
const ASKS: [fn(&Client, &str) -> Reply; 7] = [
    |client, id| append(client, id, 1),
    |client, _| upload(client),
    |client, id| client.get(&format!("/api/datasets/{id}/arrow")),
    |client, id| client.get(&format!("/api/datasets/{id}/export?format=csv")),
    |client, id| client.get(&format!("/api/datasets/{id}/profile/full")),
    |client, id| {
        let mean = json!({ "group_by": [], "measures": [{ "op": "mean", "column": "n" }] });
        client.post_json(&format!("/api/datasets/{id}/aggregate"), &mean)
    },
    |client, _| client.post_json("/api/sql", &json!({ "sql": "SELECT sum(n % 7) FROM n" })),
];

#[test]
fn a_store_that_does_nothing_but_fail_is_a_clear_problem_and_all_is_well_once_it_works() {
    let faults = [(Status(500), ""), (Status(503), ""), (Status(403), "refuses the key"), (HalfRequest, ""), (HalfAnswer, ""), (Silence, "")];
    // One store after the other: many that begin at once are slow to answer.
    let stores = faults.map(|_| behind());
    std::thread::scope(|scope| {
        for ((fault, reason), store) in faults.into_iter().zip(stores) {
            scope.spawn(move || {
                let Behind { server, faulty, s3: _s3, id } = store;
                let client = server.client();
                for ask in ASKS {
                    faulty.rule(move |_| Some(fault));
                    let reply = ask(&client, &id);
                    let problem = reply.expect_problem(502, "store_unreachable");
                    assert!(problem["params"]["reason"].as_str().unwrap().contains(reason), "{fault:?}: {reply}");
                    assert!(faulty.most_tries() < 20, "{fault:?}: {} tries", faulty.most_tries());
                }
                assert_eq!((server.dataset_names(), client.get("/health/live").status < 300), (vec!["n".to_owned()], true));
                faulty.mend();
                // A commit that was stored, and of which the server never heard, is there.
                let stored = rows(&client, &id).len();
                assert!(stored == 1 || (stored == 2 && fault == HalfAnswer), "{fault:?}: {stored}");
                append(&client, &id, stored).expect(200);
                assert!(upload(&client).status == 201 && !server.log().contains("s3-secret"));
                server.expect_whole();
            });
        }
    });
}

#[test]
fn parts_of_a_large_file_are_given_up_where_the_store_fails() {
    let Behind { server, faulty, s3, id } = behind();
    let mut state = 1_u64;
    let mut csv = b"t\n".to_vec();
    while csv.len() < 26_000_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        csv.extend_from_slice(format!("k{state:016x}{:016x}\n", state.rotate_left(29).wrapping_mul(0x9e37_79b9_7f4a_7c15)).as_bytes());
    }
    faulty.rule(|asked| asked.path.contains("partNumber=2").then_some(Status(500)));
    server.client().post("/api/datasets?file_name=large.csv", &csv).expect_problem(502, "store_unreachable");
    assert!(faulty.most_tries() > 1, "it was not sent in parts");
    assert_eq!((server.dataset_names(), s3.unfinished()), (vec!["n".to_owned()], 0));
    faulty.mend();
    let large = server.upload("large.csv", &csv);
    assert_eq!((rows(&server.client(), &large.id).len() as u64, rows(&server.client(), &id).len()), (large.rows, 1));
    server.expect_whole();
}

#[test]
fn of_servers_that_commit_at_once_to_a_store_that_fails_each_row_is_stored_once() {
    let (s3, postgres) = (S3::start(), Postgres::start());
    let faulty = Faulty::before(&s3);
    let options = Options::default().on_store(s3.url(), faulty.environment(&s3)).on_postgres(&postgres);
    let servers = [Server::with(options.clone()), Server::with(options)];
    let id = servers[0].upload("n.csv", b"n\n0\n").id;
    // Of the requests for a commit the first is not heard of, and the answer to the next is lost.
    faulty.rule(|asked| match asked.before {
        0 if asked.is_new => Some(Status(503)),
        1 if asked.is_new => Some(Lost(500)),
        _ => None,
    });
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (client, id) = (servers[writer % 2].client(), &id);
            scope.spawn(move || (1..=4).for_each(|n| drop(append(&client, id, writer * 4 + n).expect(200))));
        }
    });
    for server in &servers {
        let mut found = rows(&server.client(), &id);
        found.sort_by_key(|row| row["n"].as_u64());
        assert_eq!(found, numbers(16));
    }
    faulty.mend();
    servers[0].expect_whole();
}
