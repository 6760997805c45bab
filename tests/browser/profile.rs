//! The columns of a dataset on its page: drawn, found, opened, downloaded.

use tests::page::Page;
use tests::server::Server;

const SHOP: &str = "id,Price,day,city,paid\n9007199254740993,1.5,2026-01-01,London,true\n2,2.5,2026-01-02,London,false\n,,2026-02-01,伦敦,true\n";

const SHOWN: &str = "[...document.querySelectorAll('[data-testid=column]')].filter(row => row.offsetParent).map(row => row.dataset.column).join()";

#[test]
fn every_column_is_drawn_and_opened() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP.as_bytes()).id;
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelectorAll('.spark path').length === 5");
    let row = page.text("[data-column=Price] tr");
    for cell in ["Price", "float64", "33.3%", "1.5", "2.5"] {
        assert!(row.contains(cell), "{cell} in {row}");
    }
    assert!(page.text("[data-column=id] tr").contains("9,007,199,254,740,993"), "no digit is lost");
    assert_eq!(page.eval("document.querySelector('[data-column=city] .spark').classList.contains('top')"), true);
    page.eval("document.querySelector('[data-column=city] button').focus()");
    page.key("Enter");
    page.wait_for("document.querySelector('[data-column=city] button[aria-expanded=true]')");
    let details = page.text("[data-column=city] .tops");
    assert!(details.contains("London") && details.contains("2 · 66.7%"), "{details}");
    assert!(page.text("[data-column=city] .facts").contains("伦敦"));
    page.click("[data-column=Price] button");
    assert!(page.text("[data-column=Price] .facts").contains("95 %"));
}

#[test]
fn columns_are_found_by_name_and_by_type() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP.as_bytes()).id;
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=column]')");
    page.click("[data-testid=find-column]");
    page.type_text("PRI");
    page.wait_for(&format!("{SHOWN} === 'Price'"));
    page.eval("(i => { i.value = ''; i.dispatchEvent(new Event('input', { bubbles: true })) })(document.querySelector('[data-testid=find-column]'))");
    page.eval(
        "(s => { s.value = 'number'; s.dispatchEvent(new Event('change', { bubbles: true })) })(document.querySelector('[data-testid=column-kind]'))",
    );
    page.wait_for(&format!("{SHOWN} === 'id,Price'"));
    assert_eq!(page.eval("[...document.querySelectorAll('[data-testid=column-kind] option')].map(o => o.value).join()"), ",number,time,text,bool");
}

#[test]
fn the_profile_is_a_link_away_as_a_file() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP.as_bytes()).id;
    let mut page = Page::open_in("zh-CN", &server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=profile-csv]')");
    assert_eq!(page.eval("document.querySelector('[data-testid=profile-csv]').title"), "下载列概况（CSV）");
    for (format, begins) in [("json", "{\"version\":0"), ("csv", "name,type,rows")] {
        let link = format!("document.querySelector('[data-testid=profile-{format}]')");
        assert_eq!(page.eval(&format!("{link}.download")), format!("shop.profile.{format}"));
        let href = page.eval(&format!("{link}.getAttribute('href')"));
        let file = server.client().get(href.as_str().unwrap()).body;
        assert!(file.starts_with(begins.as_bytes()), "{}", String::from_utf8_lossy(&file));
    }
}
