use tests::page::Page;
use tests::server::Server;

use crate::board::ready;

fn opened(server: &Server) -> (Page, String) {
    let dataset = server.upload("cities.csv", b"city,people\nOslo,1\nBergen,2\nOslo,3\nBergen,1\n").id;
    let path = format!("/dashboards/{}", server.dashboard(&dataset)["id"].as_str().unwrap());
    let mut page = Page::open(server, &path);
    ready(&mut page);
    (page, format!("/api{path}"))
}

/// Types over the title.
fn rename(page: &mut Page, title: &str) {
    page.click("[data-testid=title]");
    page.wait_for("document.activeElement === document.querySelector('[data-testid=title-input]')");
    page.eval("document.activeElement.select()");
    page.type_text(title);
    page.key("Enter");
}

#[test]
fn a_title_is_edited_in_place_and_kept() {
    let server = Server::start();
    let (mut page, path) = opened(&server);
    rename(&mut page, "城市 <b>& people</b>");
    page.wait_for("document.querySelector('[data-testid=title]')?.innerText === '城市 <b>& people</b>'");
    tests::server::until("it is saved", || server.client().get(&path).expect(200)["title"] == "城市 <b>& people</b>");
    page.reload();
    assert_eq!(page.text("[data-testid=title]"), "城市 <b>& people</b>");
    assert_eq!(page.count("b"), 0);
}

#[test]
fn a_title_that_somebody_else_changed_is_not_overwritten() {
    let server = Server::start();
    let (mut page, path) = opened(&server);
    let theirs = serde_json::json!({ "title": "Theirs", "tiles": server.client().get(&path).expect(200)["tiles"] });
    server.client().put_json(&path, "\"1\"", &theirs).expect(200);
    page.watch().expect("status of 412");
    rename(&mut page, "Mine");
    page.wait_for("document.querySelector('[data-testid=problem]')");
    assert_eq!(server.client().get(&path).expect(200)["title"], "Theirs");
}
