//! Data on an object store, when something is wrong with it.

use tempfile::TempDir;
use tests::server::{Options, Server, refusal};
use tests::services::free_port;
use tests::services::s3::S3;

fn data(url: &str, mut environment: Vec<(String, String)>) -> Vec<(String, String)> {
    environment.push(("SIGHTLINE_DATA".into(), url.into()));
    environment
}

#[test]
fn a_store_that_asks_for_a_key_takes_the_right_one() {
    let s3 = S3::with_keys();
    let server = Server::with(Options::default().on_s3(&s3));
    server.expect_well();
}

#[test]
fn a_wrong_key_is_said_at_the_start_and_never_repeated() {
    let (s3, folder) = (S3::with_keys(), TempDir::new().unwrap());
    let said = refusal(folder.path(), &[], &data(&s3.url(), s3.environment_with("wrong-secret-99")));
    assert!(said.contains("SIGHTLINE_DATA") && said.contains("refuses the key"), "{said}");
    assert!(!said.contains("wrong-secret-99"), "{said}");
}

#[test]
fn a_bucket_that_is_not_there_is_said_at_the_start() {
    let (s3, folder) = (S3::start(), TempDir::new().unwrap());
    let said = refusal(folder.path(), &[], &data("s3://nowhere/prefix", s3.environment()));
    assert!(said.contains("SIGHTLINE_DATA") && said.contains("no such bucket"), "{said}");
}

#[test]
fn a_store_that_is_not_there_is_said_at_the_start() {
    let folder = TempDir::new().unwrap();
    let endpoint = ("AWS_ENDPOINT_URL".to_owned(), format!("http://127.0.0.1:{}", free_port()));
    let key = [("AWS_ALLOW_HTTP", "true"), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "hidden")];
    let environment = key.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().chain([endpoint]).collect();
    let said = refusal(folder.path(), &[], &data("s3://bucket/prefix", environment));
    assert!(said.contains("SIGHTLINE_DATA") && said.contains("refused"), "{said}");
    assert!(!said.contains("hidden"), "{said}");
}

#[test]
fn a_store_that_goes_away_fails_what_needs_it_and_nothing_else() {
    let mut s3 = S3::start();
    let server = Server::with(Options::default().on_s3(&s3));
    server.upload("a.csv", b"a,b\n1,x\n");
    s3.kill();
    server.client().post("/api/datasets?file_name=b.csv", b"a,b\n1,x\n").expect_problem(502, "store_unreachable");
    assert_eq!(server.dataset_names(), ["a"]);
    assert!(server.client().get("/health/live").status < 300);
    assert!(!server.log().contains("s3-secret"));
}
