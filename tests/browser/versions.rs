//! The versions of a dataset on its page, and a dashboard that stays at one.

use serde_json::json;
use tests::page::Page;
use tests::server::Server;

fn two_versions(server: &Server) -> String {
    let id = server.upload("a.csv", b"n,t\n1,one\n2,two\n").id;
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n,t\n3,three\n")).expect(200);
    id
}

#[test]
fn a_version_is_previewed_and_brought_back() {
    let server = Server::start();
    let id = two_versions(&server);
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelectorAll('[data-testid=version]').length === 2");
    assert_eq!(page.count("[data-testid=version][data-version='1'] [data-testid=restore]"), 0);
    page.click("[data-testid=version][data-version='0'] [data-testid=preview]");
    page.wait_for("document.querySelectorAll('[data-testid=version-preview] tbody tr').length === 2");
    assert!(page.text("[data-testid=version-preview]").contains("two"));
    page.click("[data-testid=version][data-version='0'] [data-testid=restore]");
    page.wait_for("document.querySelector('[data-testid=version][data-version=\"2\"][data-change=restore]')");
    assert_eq!(server.client().get(&format!("/api/datasets/{id}")).expect(200)["rows"], 2);
}

#[test]
fn a_dashboard_stays_at_a_version_until_it_follows_the_latest_again() {
    let server = Server::start();
    let id = two_versions(&server);
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelectorAll('[data-testid=version]').length === 2");
    page.click("[data-testid=version][data-version='0'] [data-testid=preview]");
    page.wait_for("document.querySelector('[data-testid=version-dashboard]')");
    page.click("[data-testid=version-dashboard]");
    page.wait_for("document.querySelector('[data-testid=pinned]') && /^2\\D/.test(document.querySelector('.row-count').textContent)");
    assert_eq!(page.count("[data-testid=live]"), 0, "nothing comes to a version that stays");
    page.click("[data-testid=pin]");
    page.wait_for("!document.querySelector('[data-testid=pinned]') && /^3\\D/.test(document.querySelector('.row-count').textContent)");
    page.wait_for("document.querySelector('[data-testid=live]')");
    page.click("[data-testid=pin]");
    page.wait_for("document.querySelector('[data-testid=pinned]')");
    let dashboards = server.client().get("/api/dashboards").expect(200);
    assert_eq!(dashboards["dashboards"][0]["tiles"][0]["version"], 1);
}

#[test]
fn the_rows_of_the_version_that_is_shown_are_exported() {
    let server = Server::start();
    let id = two_versions(&server);
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelectorAll('[data-testid=version]').length === 2");
    page.click("[data-testid=version][data-version='0'] [data-testid=preview]");
    page.wait_for("document.querySelector('[data-testid=version-preview] [data-testid=export]')");
    let links = |place: &str| format!("[...document.querySelectorAll('{place} [data-testid=export] a')].map(link => link.href)");
    let exported = |url: &str| server.client().get(url.trim_start_matches(server.base()));
    for (place, rows) in [(".board-head", 3), ("[data-testid=version-preview]", 2)] {
        let urls = page.eval(&links(place));
        let urls: Vec<&str> = urls.as_array().unwrap().iter().map(|url| url.as_str().unwrap()).collect();
        assert_eq!(urls.len(), 5);
        for url in &urls {
            assert!(exported(url).header("content-disposition").starts_with("attachment"), "{url}");
        }
        assert_eq!(String::from_utf8(exported(urls[0]).body).unwrap().lines().count(), rows + 1, "{place}");
    }
}

#[test]
fn the_menu_of_exports_is_reached_by_keys_and_closed_by_escape_or_a_click_elsewhere() {
    let server = Server::start();
    let id = two_versions(&server);
    let mut page = Page::open_in("zh-CN", &server, &format!("/datasets/{id}"));
    assert_eq!(page.text(".board-head [data-testid=export] summary").trim(), "导出");
    let is_open = "document.querySelector('[data-testid=export]').open";
    page.eval("document.querySelector('[data-testid=export] summary').focus()");
    page.key("Enter");
    page.wait_for(is_open);
    page.key("Tab");
    assert_eq!(page.eval("document.activeElement.textContent"), "CSV");
    page.key("Escape");
    page.wait_for(&format!("!{is_open}"));
    page.click("[data-testid=export] summary");
    page.wait_for(is_open);
    page.click("h1");
    page.wait_for(&format!("!{is_open}"));
}

#[test]
fn what_is_too_long_for_a_sheet_is_not_offered_as_a_workbook_and_the_page_says_why() {
    let server = Server::start();
    let id = server.upload("long.csv", format!("n\n{}", "1\n".repeat(1_048_576)).as_bytes()).id;
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=export] a')");
    let links = page.eval("[...document.querySelectorAll('[data-testid=export] a')].map(link => [link.textContent, !!link.href])");
    assert_eq!(links[0], json!(["CSV", true]));
    assert_eq!(links[1], json!(["No Excel: more rows than a sheet’s 1,048,575", false]));
}

#[test]
fn each_version_is_told_in_one_line_with_what_it_changed() {
    let server = Server::start();
    let id = two_versions(&server);
    let options = tests::http::encode(&json!({ "columns": { "n": { "type": "int64" } } }).to_string());
    let put = format!("/api/datasets/{id}/rows?file_name=b.csv&options={options}");
    server.client().send("PUT", &put, &[("content-type", "text/csv")], Some(b"n,more,again\n1,a,b\nx,c,d\n")).expect(200);
    server.client().delete(&format!("/api/datasets/{id}")).expect(204);
    server.client().post(&format!("/api/datasets/{id}/undelete"), b"").expect(200);
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelectorAll('[data-testid=version]').length === 5");
    let line = |page: &mut Page, version: u64| page.text(&format!("[data-testid=version][data-version='{version}'] .version-line"));
    let told = [0, 1, 2, 3, 4].map(|version| line(&mut page, version));
    let replaced = "Replaced with b.csv: 2 columns added (more, again), 1 column removed (t), 1 cell rejected";
    assert_eq!(told, ["First rows, from a.csv", "Rows added", replaced, "Deleted: 2 rows removed", "Version 2 restored"]);
    assert_eq!(page.count("[data-testid=version][data-version='3'] button"), 0);
}
