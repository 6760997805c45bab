//! The container and compose files fit the program. They can't be run by the tests, so everything that can be checked by reading is.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use serde_json::Value;
use tests::services::python;
use tests::source::{read, root};

/// The variables that are settings of the server.
fn settings() -> BTreeSet<String> {
    let flags = read("server/src/settings/flags.rs");
    let found: BTreeSet<String> = flags.split("env = \"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    assert!(found.len() > 8, "{found:?}");
    found
}

/// Every `SIGHTLINE_…` in a text.
fn named(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_uppercase() || c == '_';
    let words = text.match_indices("SIGHTLINE_").map(|(at, _)| text[at..].split(|c| !is_part(c)).next().unwrap().to_owned());
    words.filter(|word| word.len() > "SIGHTLINE_".len()).collect()
}

fn compose() -> Value {
    let program = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)";
    let file = std::fs::File::open(root().join("compose.yaml")).unwrap();
    let output = Command::new(python()).args(["-c", program]).stdin(file).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

fn services(compose: &Value) -> impl Iterator<Item = (&String, &Value)> {
    compose["services"].as_object().unwrap().iter()
}

#[test]
fn the_containers_are_told_only_settings_that_exist() {
    for file in ["Dockerfile", "compose.yaml", "docs/sightline.toml"] {
        let unknown: Vec<String> = named(&read(file)).difference(&settings()).cloned().collect();
        assert!(unknown.is_empty(), "{file}: {unknown:?}");
    }
    let compose = compose();
    let environment = compose["services"]["sightline"]["environment"].as_object().unwrap();
    let known = |name: &String| settings().contains(name) || name.starts_with("AWS_");
    assert!(environment.keys().all(known), "{environment:?}");
    assert!(environment.contains_key("SIGHTLINE_CATALOG") && environment.contains_key("SIGHTLINE_DATA"));
}

#[test]
fn the_readme_lists_every_setting_of_the_server() {
    let readme = read("README.md");
    let rows: String = readme.lines().filter(|line| line.starts_with("| `SIGHTLINE_")).map(|line| line.split('|').nth(1).unwrap()).collect();
    assert_eq!(named(&rows), settings());
}

#[test]
fn the_container_copies_what_is_there_and_runs_as_nobody_special() {
    let dockerfile = read("Dockerfile");
    let lines: Vec<&str> = dockerfile.lines().collect();
    let stages: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix("FROM ")).filter_map(|rest| rest.split(" AS ").nth(1)).collect();
    for copy in lines.iter().filter_map(|line| line.strip_prefix("COPY ")) {
        match copy.strip_prefix("--from=") {
            Some(rest) => assert!(stages.contains(&rest.split(' ').next().unwrap()), "{copy}"),
            None => assert!(root().join(copy.split(' ').next().unwrap()).exists(), "{copy}"),
        }
    }
    let place = |start: &str| lines.iter().position(|line| line.starts_with(start)).unwrap_or_else(|| panic!("no {start}"));
    assert!(place("USER sightline") < place("ENTRYPOINT"));
    assert!(place("VOLUME /data") > place("WORKDIR /"));
    assert!(dockerfile.contains("/health/live") && read("server/src/routes/health/mod.rs").contains("\"/health/live\""));
    assert!(dockerfile.contains("cargo xtask build") && read("xtask/src/main.rs").contains("(\"build\", [])"));
}

#[test]
fn compose_pins_its_images_and_opens_no_port_to_others() {
    let compose = compose();
    for (name, service) in services(&compose) {
        if let Some(image) = service["image"].as_str() {
            let tag = image.split_once(':').map_or("", |(_, tag)| tag);
            assert!(!tag.is_empty() && tag != "latest", "{name}: {image}");
        }
        for port in service["ports"].as_array().into_iter().flatten() {
            assert!(port.as_str().unwrap().starts_with("127.0.0.1:"), "{name}: {port}");
        }
    }
}

#[test]
fn what_compose_refers_to_is_there() {
    let compose = compose();
    for (name, service) in services(&compose) {
        for needed in service["depends_on"].as_object().into_iter().flat_map(|needed| needed.iter()) {
            let healthy = needed.1["condition"] != "service_healthy" || !compose["services"][needed.0]["healthcheck"].is_null();
            assert!(!compose["services"][needed.0].is_null() && healthy, "{name}: {}", needed.0);
        }
        for volume in service["volumes"].as_array().into_iter().flatten() {
            let volume = volume.as_str().unwrap().split(':').next().unwrap();
            assert!(compose["volumes"].as_object().unwrap().contains_key(volume), "{name}: {volume}");
        }
    }
}

#[test]
fn compose_holds_no_secret_and_starts_with_none_missing() {
    let compose = compose();
    for (name, service) in services(&compose) {
        for (variable, value) in service["environment"].as_object().unwrap() {
            let value = value.as_str().unwrap();
            let is_secret = ["PASSWORD", "SECRET"].iter().any(|word| variable.contains(word)) || value.contains("://sightline:");
            assert!(!is_secret || value.contains(":?"), "{name}: {variable}");
        }
    }
}
