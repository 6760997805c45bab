//! The versions of a dataset on its page, and a dashboard that stays at one.

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
