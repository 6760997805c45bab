use super::*;

fn merged(flags: Flags, file: &str) -> Result<Settings, SettingsError> {
    Settings::merged(flags.over(file::parse("sightline.toml", file)?))
}

#[track_caller]
fn refused(file: &str, words: &[&str]) {
    let error = merged(Flags::default(), file).err().expect("it should not stand").to_string();
    assert!(words.iter().all(|word| error.contains(word)), "{error}");
    assert!(!error.contains("hidden"), "{error}");
}

#[test]
fn without_anything_the_defaults_hold() {
    let settings = merged(Flags::default(), "").unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:7878");
    assert_eq!(settings.work, settings.data.folder().unwrap());
    assert_eq!((settings.max_upload_bytes, settings.query_timeout.as_secs()), (20 << 30, 60));
    assert!(settings.catalog.is_none() && settings.memory_bytes > 0);
    assert_eq!(settings.max_pending_bytes, 100 << 30);
    assert_eq!(merged(Flags::default(), "max_upload_bytes = 200000000000").unwrap().max_pending_bytes, 200_000_000_000);
}

#[test]
fn a_flag_goes_before_the_file_and_the_file_before_the_default() {
    let flags = Flags { max_upload_bytes: Some(5), ..Flags::default() };
    let settings = merged(flags, "max_upload_bytes = 7\nquery_timeout_secs = 9").unwrap();
    assert_eq!((settings.max_upload_bytes, settings.query_timeout.as_secs()), (5, 9));
}

#[test]
fn a_password_of_either_kind_replaces_both_kinds_below() {
    let flags = Flags { admin_password: Some("given".into()), ..Flags::default() };
    let settings = merged(flags, "admin_password_file = \"/nowhere\"").unwrap();
    assert_eq!(settings.admin_password.as_deref(), Some("given"));
}

#[test]
fn a_file_that_is_wrong_names_the_key_and_never_the_value() {
    refused("lisen = \"127.0.0.1:1\"", &["sightline.toml", "`lisen`", "listen"]);
    refused("data = 5", &["`data`", "text"]);
    refused("max_upload_bytes = \"hidden\"", &["`max_upload_bytes`", "whole number"]);
    refused("query_timeout_secs = 0", &["`query_timeout_secs`"]);
    refused("listen = \"hidden\"", &["`listen`", "port"]);
    refused("data = \"a\"\ncatalog = postgres://hidden", &["line 2"]);
    refused("catalog = \"postgres//a:hidden@b/c\"", &["SIGHTLINE_CATALOG", "postgres://user"]);
    refused("catalog = \"mysql://a:hidden@b/c\"", &["SIGHTLINE_CATALOG"]);
    refused("data = \"s3://a:hidden@b/c\"", &["SIGHTLINE_DATA", "AWS_SECRET_ACCESS_KEY"]);
    refused("admin_password = \"hidden\"\nadmin_password_file = \"x\"", &["both"]);
    refused("admin_password = \"\"", &["SIGHTLINE_ADMIN_PASSWORD", "empty"]);
    refused("listen = \"0.0.0.0:1\"", &["SIGHTLINE_LISTEN", "SIGHTLINE_ADMIN_PASSWORD"]);
    refused("url_import = \"http://a\"", &["SIGHTLINE_URL_IMPORT", "http://a", "on, off"]);
    refused("work = \"x\"", &["SIGHTLINE_WORK", "SIGHTLINE_DATA"]);
}

#[test]
fn on_an_object_store_the_work_folder_is_apart() {
    let settings = merged(Flags::default(), "data = \"s3://bucket/prefix\"\nwork = \"w\"").unwrap();
    assert_eq!((settings.data.to_string().as_str(), settings.work), ("s3://bucket/prefix", PathBuf::from("w")));
}

#[test]
fn the_example_file_holds_every_key_and_nothing_else() {
    let example = include_str!("../../../docs/sightline.toml");
    let settings = example.lines().filter_map(|line| line.strip_prefix('#')).filter(|line| !line.starts_with(' '));
    let keys: Vec<&str> = settings.clone().filter_map(|line| line.split(" = ").next()).collect();
    assert_eq!(keys, file::KEYS);
    for line in settings {
        file::parse("docs/sightline.toml", line).unwrap();
    }
}
