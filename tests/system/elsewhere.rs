//! The tests of what happens to data, once more: on an object store with the catalog in a database, each server with a place of its own there.

use std::process::Command;

use tests::services::place;
use tests::services::postgres::Postgres;
use tests::services::s3::S3;

/// The modules whose tests are run again, and of others those that touch all that is stored.
const AGAIN: &[&str] = &[
    "append::",
    "catalogue::",
    "choices::",
    "cuts::",
    "deleted::",
    "export::",
    "golden::",
    "jobs::a_job_runs_again_after_a_kill",
    "links::",
    "replace::",
    "reread::",
    "story::",
    "uploads::",
    "vacuum::",
    "versions::",
    "visibility::",
];

/// What is not run again, by parts of names, and why not.
const NOT: &[(&str, &str)] = &[
    ("the_story_holds_on_s3", "it has services of its own"),
    ("the_story_holds_with_the_catalog_in_postgres", "it has services of its own"),
    ("stream_story", "it is about a broker"),
    ("two_servers", "they have services of their own"),
    ("every_point_is_stepped_through", "it is about the others"),
    ("an_append_that_is_cut_is_stored_once_with_a_database", "every point of it is run again"),
    ("an_import_that_is_cut_is_whole_with_a_database", "every point of it is run again"),
    ("rejected_cells_and_their_dataset_survive_a_kill_together", "it looks at the folder of tables; the same is stepped through"),
    ("a_dataset_whose_first_commit_tells_no_source", "it changes a file of the folder"),
    ("what_is_damaged_is_deleted_too", "it damages a file of the folder"),
    ("damaged_rejected_cells", "it damages a file of the folder"),
    ("while_the_store_is_away", "it has services of its own"),
    ("a_token_is_stored_nowhere", "it looks at the files of the folder"),
    ("appended_bytes_that_are_gone", "it removes a file of the folder"),
    ("two_gigabytes", "an upload lies in the folder wherever the data are"),
];

#[test]
fn what_happens_to_data_is_the_same_on_an_object_store_with_a_database() {
    let (s3, postgres) = (S3::start(), Postgres::start());
    let (variable, place) = place::tell(&s3, &postgres);
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args(AGAIN).args(NOT.iter().flat_map(|(name, _)| ["--skip", name])).arg("--test-threads=2").env(variable, place);
    let output = again.output().unwrap();
    println!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success());
}
