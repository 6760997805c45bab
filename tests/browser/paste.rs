//! Other ways in than dropping: a link, and what the clipboard holds.

use std::io::Write;

use tests::archives;
use tests::page::{Page, quote};
use tests::server::{Options, Server, until};
use tests::web::Web;

use crate::board::shown;
use crate::uploads::choose;

const CSV: &str = "city,people\nOslo,1\nBergen,2\nOslo,3\nBergen,1\n";

fn taking_from(web: &Web) -> Server {
    Server::with(Options { environment: vec![("SIGHTLINE_URL_IMPORT".into(), web.address())], ..Options::default() })
}

/// The home page, once it listens.
fn home(server: &Server) -> Page {
    let mut page = Page::open(server, "/");
    page.wait_for("document.querySelector('[data-testid=link]')");
    page
}

/// What a person's Ctrl+V gives to the element.
fn paste(page: &mut Page, selector: &str, fill: &str) {
    let event = "new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })";
    page.eval(&format!("{{ const data = new DataTransfer(); {fill}; document.querySelector({}).dispatchEvent({event}); }}", quote(selector)));
}

fn text(text: &str) -> String {
    format!("data.setData('text/plain', {})", quote(text))
}

#[test]
fn a_link_in_the_field_becomes_a_dashboard() {
    let web = Web::of(CSV);
    let server = taking_from(&web);
    let mut page = Page::open(&server, "/");
    page.click("[data-testid=link]");
    page.type_text(&web.url("/cities.csv?key=hidden"));
    page.key("Enter");
    let dashboard = shown(&server, &mut page);
    assert_eq!(dashboard.title, "cities");
    let mut page = Page::open(&server, &format!("/datasets/{}", dashboard.tiles[0].dataset));
    page.wait_for(&format!("document.body.innerText.includes({})", quote(&web.url("/cities.csv"))));
    assert_eq!(page.eval("document.body.innerText.includes('hidden')"), false);
}

#[test]
fn a_link_that_may_not_be_followed_says_so_next_to_its_name() {
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    page.watch().expect("status of 403");
    page.click("[data-testid=link]");
    page.type_text("http://127.0.0.1:9/secret.csv");
    page.click("[data-testid=fetch-link]");
    page.wait_for("document.querySelector('[data-testid=upload][data-file=\"secret.csv\"]')?.dataset.phase === 'failed'");
    let problem = page.text("[data-testid=upload] [data-testid=problem]");
    assert!(problem.contains("private network"), "{problem}");
}

/// Gives the link in the field.
fn follow(page: &mut Page, url: &str) {
    page.click("[data-testid=link]");
    page.type_text(url);
    page.key("Enter");
}

#[test]
fn of_a_linked_archive_of_several_tables_the_person_chooses_one() {
    let web = Web::of(archives::zip(&[(b"one.csv", b"n\n1\n"), (b"two.csv", b"n\n1\n2\n")]));
    let server = taking_from(&web);
    let mut page = home(&server);
    page.watch().expect("status of 422");
    follow(&mut page, &web.url("/both.zip"));
    choose(&mut page, "[data-field=entry] select", "two.csv");
    page.wait_for("document.querySelectorAll('dialog[open] tbody tr').length === 2");
    page.click("dialog [data-testid=read-again]");
    let made = server.client().get(&format!("/api/datasets/{}", shown(&server, &mut page).tiles[0].dataset)).expect(200);
    assert_eq!((&made["source"]["url"], &made["import"]["entry"]), (&web.url("/both.zip").into(), &"two.csv".into()));
    assert_eq!(web.asked().len(), 1);
}

#[test]
fn who_wants_to_look_first_does_so_at_a_linked_file_and_at_one_that_was_refused() {
    let web = Web::of("a,b\n1,2\n3\n");
    let server = taking_from(&web);
    let mut page = home(&server);
    page.watch().expect("status of 422");
    follow(&mut page, &web.url("/ragged.csv"));
    page.click("[data-testid=upload][data-phase=failed] .upload-foot button");
    choose(&mut page, "[data-field=delimiter] select", ";");
    page.wait_for("document.querySelectorAll('dialog[open] tbody tr').length === 2");
    page.click("dialog [data-testid=read-again]");
    assert_eq!(shown(&server, &mut page).title, "ragged");
    let mut page = home(&server);
    page.watch().expect("status of 422");
    page.click("[data-testid=look-first]");
    follow(&mut page, &web.url("/again.csv"));
    choose(&mut page, "[data-field=delimiter] select", ";");
    page.wait_for("document.querySelectorAll('dialog[open] tbody tr').length === 2");
    assert_eq!(server.dataset_names(), ["ragged"], "nothing is loaded yet");
    assert_eq!(web.asked().len(), 2);
}

#[test]
fn fetching_can_be_cancelled_and_leaves_nothing() {
    let web = Web::serve(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        while stream.write_all(&[b'1'; 10_000]).is_ok() {}
    });
    let server = taking_from(&web);
    let before = server.files().len();
    let mut page = Page::open(&server, "/");
    page.watch().expect("net::ERR_ABORTED");
    page.click("[data-testid=link]");
    page.type_text(&web.url("/x.csv"));
    page.key("Enter");
    page.wait_for("document.querySelector('[data-testid=upload]')?.dataset.phase === 'fetching'");
    page.click("[data-testid=upload-end]");
    page.wait_for("document.querySelector('[data-testid=upload]')?.dataset.phase === 'cancelled'");
    until("nothing is left", || server.files().len() == before);
    assert!(server.dataset_names().is_empty());
}

#[test]
fn cells_of_a_spreadsheet_are_pasted_as_a_table_and_their_picture_is_left() {
    let server = Server::start();
    let mut page = home(&server);
    let cells = "city\tpeople\r\nOslo\t1\r\n\"New\r\nYork\"\t2\r\nBergen\t007\r\nOslo\t1\r\n";
    let picture = "data.items.add(new File([new Uint8Array([137, 80, 78, 71])], 'image.png', { type: 'image/png' }))";
    paste(&mut page, "body", &format!("{}; {picture}", text(cells)));
    let dashboard = shown(&server, &mut page);
    assert!(dashboard.title.starts_with("Pasted "), "{}", dashboard.title);
    let dataset = server.client().get(&format!("/api/datasets/{}", dashboard.tiles[0].dataset)).expect(200);
    assert_eq!((&dataset["rows"], &dataset["import"]["delimiter"]), (&4.into(), &"\t".into()));
    assert_eq!(dataset["columns"][1]["type"], "string", "a leading zero is kept");
    assert!(dataset["source"]["file_name"].as_str().unwrap().ends_with(".tsv"));
}

#[test]
fn files_and_links_are_pasted_too() {
    let web = Web::of(CSV);
    let server = taking_from(&web);
    let mut page = home(&server);
    paste(&mut page, "body", &text(&web.url("/linked.csv")));
    assert_eq!(shown(&server, &mut page).title, "linked");
    let mut page = home(&server);
    paste(&mut page, "body", &format!("data.items.add(new File([{}], 'copied.csv'))", quote(CSV)));
    assert_eq!(shown(&server, &mut page).title, "copied");
}

#[test]
fn what_is_pasted_into_a_field_or_is_no_table_stays_what_it_is() {
    let server = Server::start();
    let mut page = home(&server);
    paste(&mut page, "[data-testid=link]", &text("a\tb\n1\t2\n"));
    paste(&mut page, "body", &text("a word"));
    page.go("/sql");
    page.wait_for("document.querySelector('#content textarea')");
    paste(&mut page, "body", &text("a\tb\n1\t2\n"));
    assert_eq!(page.count("[data-testid=upload]"), 0);
    assert!(server.dataset_names().is_empty());
}
