use tests::server::{Options, Server, run};

const PASSWORD: &str = "correct horse";

fn guarded() -> Server {
    Server::with(Options { admin_password: Some(PASSWORD.into()), ..Options::default() })
}

#[test]
fn with_a_password_everything_but_links_asks_for_it() {
    let server = guarded();
    for path in ["/", "/api/datasets", "/api/dashboards", "/api/samples", "/api/openapi.json", "/datasets/x", "/dashboards/x", "/anything"] {
        let reply = server.stranger().get(path);
        reply.expect_problem(401, "unauthorized");
        assert!(reply.header("www-authenticate").starts_with("Basic"), "{path}");
    }
    for path in ["/s/nothing", "/health/live", "/health/ready"] {
        assert!(server.stranger().get(path).status < 300, "{path}");
    }
}

#[test]
fn a_stranger_changes_nothing() {
    let server = guarded();
    server.stranger().post("/api/datasets?file_name=a.csv", b"a\n1\n").expect_problem(401, "unauthorized");
    server.stranger().with_password("wrong horse").post("/api/samples/penguins", b"").expect_problem(401, "unauthorized");
    server.stranger().with_password("").get("/api/datasets").expect_problem(401, "unauthorized");
    assert!(server.dataset_names().is_empty());
}

#[test]
fn the_owner_comes_in_with_the_password() {
    assert_eq!(guarded().upload("a.csv", b"a\n1\n").rows, 1);
}

#[test]
fn off_loopback_a_password_is_required() {
    let folder = tempfile::TempDir::new().unwrap();
    let data = folder.path().join("data");
    let output = run(&["serve", "--listen", "0.0.0.0:0", "--data", data.to_str().unwrap()]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("SIGHTLINE_ADMIN_PASSWORD"), "{output:?}");
}

#[test]
fn two_servers_never_share_a_data_folder() {
    let server = Server::start();
    let output = run(&["serve", "--listen", "127.0.0.1:0", "--data", server.data().to_str().unwrap()]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("in use"), "{output:?}");
    server.expect_well();
}

#[test]
fn help_names_every_setting() {
    let output = run(&["serve", "--help"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for setting in ["SIGHTLINE_LISTEN", "SIGHTLINE_DATA", "SIGHTLINE_ADMIN_PASSWORD", "SIGHTLINE_MAX_UPLOAD_BYTES"] {
        assert!(text.contains(setting), "{setting}: {text}");
    }
}
