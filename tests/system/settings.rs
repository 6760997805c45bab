//! Settings by flag, environment, file and default.

use std::fs;
use std::net::TcpListener;

use tempfile::TempDir;
use tests::server::{Options, Server, refusal, run};

fn variable(name: &str, value: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), value.to_owned())]
}

/// The largest upload that a server takes which is told so by file, and perhaps by environment and flag.
fn limit(environment: Option<&str>, flag: Option<u64>) -> u64 {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("settings.toml");
    fs::write(&file, "max_upload_bytes = 11").unwrap();
    let mut options = Options { max_upload_bytes: flag, ..Options::default() };
    options.environment = variable("SIGHTLINE_CONFIG", file.to_str().unwrap());
    options.environment.extend(environment.into_iter().flat_map(|bytes| variable("SIGHTLINE_MAX_UPLOAD_BYTES", bytes)));
    let problem = Server::with(options).client().post("/api/datasets?file_name=a.csv", &[b'a'; 99]).expect_problem(413, "payload_too_large");
    problem["params"]["limit"].as_str().unwrap().parse().unwrap()
}

#[test]
fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    assert_eq!(limit(None, None), 11);
    assert_eq!(limit(Some("22"), None), 22);
    assert_eq!(limit(Some("22"), Some(33)), 33);
}

#[test]
fn the_file_of_the_working_directory_is_read_without_being_named() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("sightline.toml"), "# ours\ndataa = \"x\"\n").unwrap();
    let said = refusal(folder.path(), &[], &[]);
    assert!(said.contains("sightline.toml") && said.contains("`dataa`") && said.contains("data,"), "{said}");
}

#[test]
fn a_setting_that_cannot_stand_is_refused_by_name() {
    let folder = TempDir::new().unwrap();
    let cases = [
        ("SIGHTLINE_LISTEN", "nowhere", "--listen"),
        ("SIGHTLINE_MAX_UPLOAD_BYTES", "many", "--max-upload-bytes"),
        ("SIGHTLINE_QUERY_TIMEOUT_SECS", "0", "--query-timeout-secs"),
        ("SIGHTLINE_DATA", "ftp://host/x", "SIGHTLINE_DATA"),
        ("SIGHTLINE_RETENTION_DAYS", "0", "SIGHTLINE_RETENTION_DAYS"),
        ("SIGHTLINE_RETENTION_DAYS", "never", "SIGHTLINE_RETENTION_DAYS"),
        ("SIGHTLINE_CATALOG", "mysql://a:hidden@b/c", "SIGHTLINE_CATALOG"),
        ("SIGHTLINE_CONFIG", "nowhere.toml", "nowhere.toml"),
        ("SIGHTLINE_ADMIN_PASSWORD_FILE", "nowhere", "SIGHTLINE_ADMIN_PASSWORD_FILE"),
    ];
    for (name, value, named) in cases {
        // The flag that every server of the tests gets would hide this one.
        let arguments: &[&str] = if name == "SIGHTLINE_LISTEN" { &["--listen", value] } else { &[] };
        let output = refusal_of(&folder, arguments, name, value);
        assert!(output.contains(named) && !output.contains("hidden"), "{name}: {output}");
    }
}

fn refusal_of(folder: &TempDir, arguments: &[&str], name: &str, value: &str) -> String {
    if !arguments.is_empty() {
        let output = run(&[&["serve"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        return String::from_utf8(output.stderr).unwrap();
    }
    refusal(folder.path(), &[], &variable(name, value))
}

#[test]
fn a_port_that_is_taken_is_said() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = TempDir::new().unwrap();
    let output = run(&["serve", "--listen", &address, "--data", folder.path().to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("SIGHTLINE_LISTEN") && said.contains(&address), "{said}");
}

#[test]
fn help_lists_the_commands_and_every_setting_without_a_secret() {
    let commands = String::from_utf8(run(&["--help"]).stdout).unwrap();
    assert!(commands.contains("serve") && commands.contains("check") && !commands.contains("parse"), "{commands}");
    let help = String::from_utf8(run(&["serve", "--help"]).stdout).unwrap();
    let settings = [
        "CONFIG",
        "LISTEN",
        "DATA",
        "WORK",
        "CATALOG",
        "ADMIN_PASSWORD",
        "ADMIN_PASSWORD_FILE",
        "MAX_UPLOAD_BYTES",
        "URL_IMPORT",
        "QUERY_TIMEOUT_SECS",
        "MEMORY_BYTES",
        "PARSE_MEMORY_BYTES",
        "RETENTION_DAYS",
    ];
    for setting in settings {
        assert!(help.contains(&format!("SIGHTLINE_{setting}")), "{setting}: {help}");
        assert!(help.contains(&format!("--{}", setting.to_lowercase().replace('_', "-"))), "{setting}: {help}");
    }
    assert!(help.contains("sightline.toml") && help.contains("AWS_ACCESS_KEY_ID"), "{help}");
}
