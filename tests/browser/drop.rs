//! A real file, dropped on the page: a dashboard whose every number is right.

use std::path::Path;

use shared::wire::dashboard::View;
use tempfile::TempDir;
use tests::flights;
use tests::oracle::Oracle;
use tests::page::Page;
use tests::server::Server;

use crate::board::{expect_right, shown};

#[track_caller]
fn dropped(file_name: &str, bytes: &[u8], oracle: impl Fn(&Path) -> Oracle) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join(file_name);
    std::fs::write(&file, bytes).unwrap();
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    page.drop_files("[data-testid=drop-zone]", &[&file]);
    let dashboard = shown(&server, &mut page);
    assert_eq!(dashboard.title, "flights");
    assert_eq!(page.address(), format!("/dashboards/{}", dashboard.id));
    expect_right(&mut page, &dashboard, &oracle(&file), &View::default());
}

#[test]
fn a_dropped_csv_becomes_a_dashboard_whose_every_number_is_right() {
    dropped("flights.csv", &flights::csv(flights::table()), |file| Oracle::of_csv(file, &flights::table().schema()));
}

#[test]
fn a_dropped_parquet_file_becomes_a_dashboard_whose_every_number_is_right() {
    dropped("flights.parquet", &std::fs::read(flights::path()).unwrap(), Oracle::of_parquet);
}

#[test]
fn a_dropped_arrow_file_becomes_a_dashboard_whose_every_number_is_right() {
    dropped("flights.arrow", &flights::arrow_file(flights::table()), Oracle::of_arrow);
}

#[test]
fn a_dropped_workbook_becomes_a_dashboard_and_the_sheets_that_were_not_read_are_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("kinds.xlsx");
    std::fs::write(&file, include_bytes!("../fixtures/workbooks/kinds.xlsx")).unwrap();
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    page.drop_files("[data-testid=drop-zone]", &[&file]);
    let dashboard = shown(&server, &mut page);
    assert_eq!(dashboard.title, "kinds");
    let page = &mut Page::open(&server, &format!("/datasets/{}", dashboard.tiles[0].dataset));
    page.wait_for("document.body.innerText.includes('empty, more')");
}

#[test]
fn the_file_button_does_the_same_for_those_who_cannot_drag() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("cities.csv");
    std::fs::write(&file, "city,people\nOslo,1\nBergen,2\nOslo,3\nBergen,1\n").unwrap();
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    page.choose_file("[data-testid=file-input]", &file);
    assert_eq!(shown(&server, &mut page).title, "cities");
    assert_eq!(page.count("[data-testid=upload]"), 0, "nothing covers the charts");
}

#[test]
fn a_sample_is_one_click_away() {
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    page.click("[data-testid=sample][data-sample=penguins]");
    let dashboard = shown(&server, &mut page);
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    assert!(dashboard.tiles.len() >= 4, "{dashboard:?}");
}
