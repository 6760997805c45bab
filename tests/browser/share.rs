//! A link, made on the page and opened by somebody else.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener};

use serde_json::json;
use shared::wire::dashboard::View;
use shared::wire::query::{Measure, QuerySpec};
use tests::page::Page;
use tests::server::{Server, until};

use crate::board::{Flights, drag_across, ready, view};

/// Makes a link with the mouse and gives its path.
#[track_caller]
fn make_link(page: &mut Page, flights: &Flights) -> String {
    page.click("[data-testid=share-button]");
    page.click("[data-testid=share-make]");
    let url = page.wait_for("document.querySelector('[data-testid=share-link]')?.value");
    url.as_str().unwrap().strip_prefix(flights.server.base()).unwrap().to_owned()
}

#[test]
fn a_link_shows_the_same_numbers_and_brushes_in_an_empty_browser() {
    let flights = Flights::stored();
    let mut page = flights.open();
    drag_across(&mut page, flights.histogram("distance"), 0.3, 0.6);
    let brushed = view(&mut page);
    let path = make_link(&mut page, &flights);
    assert!(path.starts_with("/s/"), "{path}");
    let mut viewer = Page::open(&flights.server, &path);
    flights.expect_right(&mut viewer, &brushed);
    assert_eq!(viewer.text("[data-testid=title]"), "flights");
    viewer.wait_for("document.querySelector('[data-testid=view-only]')");
    assert_eq!(viewer.count("[data-testid=share-button]"), 0, "a viewer can't share on");
    drag_across(&mut viewer, flights.histogram("dep_delay"), 0.15, 0.4);
    let theirs = view(&mut viewer);
    assert_eq!(theirs.brushes.len(), 2);
    flights.expect_right(&mut viewer, &theirs);
}

#[test]
fn a_script_on_a_links_page_reads_by_the_link_what_the_link_shows() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let path = make_link(&mut page, &flights);
    let mut viewer = Page::open(&flights.server, &path);
    ready(&mut viewer);
    let id = &flights.dashboard.tiles[0].dataset;
    let open = |columns: &str| {
        format!(
            "sightline.open('{id}', {columns}).then(async handle => {{ const rows = await handle.query({{ measures: [{{ op: 'count' }}] }}); \
             handle.close(); return rows[0][0]; }}).catch(error => error.code)"
        )
    };
    let rows = flights.oracle.answer(&QuerySpec { measures: vec![Measure::count()], ..QuerySpec::default() })[0][0].as_f64();
    assert_eq!(viewer.eval(&open("['distance']")).as_f64(), rows);
    let asked: Vec<String> = viewer.watch().requests().map(|request| request.url.clone()).filter(|url| url.contains("/api/")).collect();
    assert!(asked.iter().any(|url| url.ends_with("&form=codes&column=distance")), "{asked:?}");
    assert!(asked.iter().all(|url| url.contains(&path.replace("/s/", "/api/links/"))), "{asked:?}");
    assert_eq!(viewer.eval(&open("['distance']").replace(id.as_str(), "another")), json!("not_found"));
}

/// Another web site on loopback whose only page shows `address` in a frame; gives its own address.
fn web_site_with_frame(address: &str) -> String {
    let page = format!("<!doctype html><link rel=icon href=data:,><iframe width=1200 height=800 src='{address}'></iframe>");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let site = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let head = BufReader::new(&stream).lines().take_while(|line| line.as_ref().is_ok_and(|line| !line.is_empty()));
            head.for_each(drop);
            let _ =
                write!(&stream, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}", page.len());
        }
    });
    site
}

#[test]
fn a_link_computes_and_draws_inside_another_web_sites_page() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let path = make_link(&mut page, &flights);
    let site = web_site_with_frame(&format!("{}{path}", flights.server.base()));
    page.watch().expect(&site);
    page.call("Page.navigate", &json!({ "url": site }));
    page.wait_for("document.querySelector('iframe')");
    // Before that the frame has another page, and what is made in it goes with that.
    until("the link is in the frame", || {
        let frames = page.call("Page.getFrameTree", &json!({}));
        frames["frameTree"]["childFrames"][0]["frame"]["url"].as_str().is_some_and(|url| url.ends_with(&path))
    });
    let frame = page.call("Page.getFrameTree", &json!({}))["frameTree"]["childFrames"][0]["frame"]["id"].clone();
    let world = page.call("Page.createIsolatedWorld", &json!({ "frameId": frame }))["executionContextId"].clone();
    let rows = "new Promise(done => { const look = () => { const at = document.querySelector('[data-dashboard][data-state=ready] [data-testid=rows-total]'); \
                at ? done([at.dataset.value, document.querySelectorAll('.js-plotly-plot').length, self.crossOriginIsolated]) : setTimeout(look, 50); }; look(); })";
    let shown = page.call("Runtime.evaluate", &json!({ "expression": rows, "contextId": world, "awaitPromise": true, "returnByValue": true }));
    let rows = flights.oracle.int("SELECT count(*) FROM t").to_string();
    assert_eq!(shown["result"]["value"][0], rows.as_str(), "{shown}");
    assert!(shown["result"]["value"][1].as_u64() > Some(0), "{shown}");
    assert_eq!(shown["result"]["value"][2], false, "nothing of it needs the other site to be isolated");
    // Ours, which can change things, is never shown in a frame: the way home leads out of it.
    let brand =
        "(() => { const at = document.querySelector('.brand').getBoundingClientRect(); return [at.x + at.width / 2, at.y + at.height / 2]; })()";
    let at = page.call("Runtime.evaluate", &json!({ "expression": brand, "contextId": world, "returnByValue": true }))["result"]["value"].clone();
    let outer = page.eval("(() => { const at = document.querySelector('iframe').getBoundingClientRect(); return [at.x, at.y]; })()");
    let sum = |axis: usize| at[axis].as_f64().unwrap() + outer[axis].as_f64().unwrap();
    page.click_at((sum(0), sum(1)), 1);
    page.wait_for(&format!("location.href === '{}/' && document.querySelector('[data-testid=dataset]')", flights.server.base()));
}

#[test]
fn a_link_whose_brushes_were_cleared_stays_cleared() {
    let flights = Flights::stored();
    let mut page = flights.open();
    drag_across(&mut page, flights.histogram("distance"), 0.3, 0.6);
    view(&mut page);
    let path = make_link(&mut page, &flights);
    let mut viewer = Page::open(&flights.server, &path);
    ready(&mut viewer);
    viewer.click("[data-testid=clear-all]");
    assert_eq!(view(&mut viewer), View::default());
    viewer.reload();
    flights.expect_right(&mut viewer, &View::default());
}

#[test]
fn a_revoked_link_shows_a_clear_page() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let path = make_link(&mut page, &flights);
    let mut viewer = Page::open(&flights.server, &path);
    flights.expect_right(&mut viewer, &View::default());
    page.click("[data-testid=revoke]");
    page.wait_for("document.querySelector('[data-testid=link-row][data-revoked=true]')");
    viewer.watch().expect("status of 410");
    viewer.reload();
    let text = viewer.text("[data-testid=problem]");
    assert!(text.contains("revoked"), "{text}");
    assert_eq!(viewer.count("[data-tile]"), 0);
}

#[test]
fn a_link_that_never_was_shows_a_clear_page() {
    let flights = Flights::stored();
    let mut page = Page::open(&flights.server, "/");
    page.watch().expect("status of 404");
    page.go("/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert!(page.text("[data-testid=problem]").len() > 20);
}

#[test]
fn a_viewer_drops_no_files() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let path = make_link(&mut page, &flights);
    let mut viewer = Page::open(&flights.server, &path);
    ready(&mut viewer);
    let file = flights.server.data().parent().unwrap().join("dropped.csv");
    std::fs::write(&file, "a\n1\n").unwrap();
    viewer.drop_files("[data-dashboard]", &[&file]);
    assert_eq!(viewer.count("[data-testid=upload]"), 0);
    assert_eq!(flights.server.dataset_names(), ["flights"]);
}

#[test]
fn a_link_that_keeps_the_data_shows_them_as_they_were_when_it_was_made() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n,t\n1,one\n2,two\n").id;
    let dashboard = server.dashboard(&id)["id"].as_str().unwrap().to_owned();
    let mut page = Page::open(&server, &format!("/dashboards/{dashboard}"));
    page.wait_for("document.querySelector('[data-testid=share-button]')");
    page.click("[data-testid=share-button]");
    page.click("[data-testid=share-keep]");
    page.click("[data-testid=share-make]");
    let url = page.wait_for("document.querySelector('[data-testid=share-link]')?.value").as_str().unwrap().to_owned();
    assert!(page.text("[data-testid=link-row]").contains("keeps the data of then"));
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n,t\n3,three\n")).expect(200);
    let mut viewer = Page::open(&server, url.strip_prefix(server.base()).unwrap());
    viewer.wait_for("/^2\\D/.test(document.querySelector('.row-count')?.textContent)");
    page.wait_for("/^3\\D/.test(document.querySelector('.row-count')?.textContent)");
    assert_eq!(viewer.count("[data-testid=live]"), 0, "nothing comes to a version that stays");
}
