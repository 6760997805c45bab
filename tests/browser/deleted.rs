//! Deleting a dataset on the home page, and bringing it back.

use tests::page::Page;
use tests::server::Server;

/// The home page after the only dataset was deleted there.
fn deleted(server: &Server) -> Page {
    server.upload("precious.csv", b"n\n1\n2\n");
    let mut page = Page::open(server, "/");
    page.wait_for("document.querySelector('[data-testid=dataset]')");
    page.click("[data-testid=dataset] .row-delete");
    page.click("[data-testid=dataset] [data-testid=confirm]");
    page.wait_for("!document.querySelector('[data-testid=dataset]') && document.querySelector('[data-testid=deleted-now]')");
    page
}

#[test]
fn a_deletion_is_undone_with_one_click() {
    let server = Server::start();
    let mut page = deleted(&server);
    assert!(page.text("[data-testid=deleted-now]").contains("precious"));
    page.click("[data-testid=undo]");
    page.wait_for("document.querySelector('[data-testid=dataset]') && !document.querySelector('[data-testid=deleted-now]')");
    page.wait_for("!document.querySelector('[data-testid=deleted]')");
    assert_eq!(server.dataset_names(), ["precious"]);
}

#[test]
fn deleted_datasets_are_listed_to_be_brought_back() {
    let server = Server::start();
    drop(deleted(&server));
    server.upload("other.csv", b"n\n1\n");
    let mut page = Page::open(&server, "/");
    page.wait_for("document.querySelector('[data-testid=deleted]') && document.querySelectorAll('[data-testid=dataset]').length === 1");
    page.eval("document.querySelector('[data-testid=deleted]').open = true");
    let told = page.text("[data-testid=deleted-dataset]");
    assert!(told.contains("precious") && told.contains("kept until"), "{told}");
    page.eval("document.querySelector('[data-testid=bring-back]').click()");
    page.wait_for("document.querySelectorAll('[data-testid=dataset]').length === 2 && !document.querySelector('[data-testid=deleted]')");
}
