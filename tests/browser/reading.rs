//! How a file is read, on the dataset's page: what was found, other choices, and the cells that don't fit them.

use serde_json::json;
use tests::archives;
use tests::flights;
use tests::page::{Page, quote};
use tests::process::children;
use tests::server::{Server, until};
use tests::workbook::{Sheet, row, text, xlsx};

const SHOP: &str = "code,price,day\n007,\"1,5\",3/5/2024\n008,\"2,25\",4/5/2024\nx9,\"3,5\",5/5/2024\n";

/// Chooses an option as a person does, by the value of it.
fn choose(page: &mut Page, select: &str, value: &str) {
    page.wait_for(&format!("document.querySelector({})", quote(select)));
    page.eval(&format!(
        "(() => {{ const select = document.querySelector({}); select.value = {}; select.dispatchEvent(new Event('change', {{ bubbles: true }})) }})()",
        quote(select),
        quote(value)
    ));
}

/// Reads the file again, once the preview of the choices is here and nothing moves any more.
fn previewed(page: &mut Page) {
    page.wait_for(
        "(preview => preview?.ariaBusy === 'false' && preview.querySelector('tbody'))(document.querySelector('[data-testid=reading-preview]'))",
    );
}

fn read_again(page: &mut Page) {
    previewed(page);
    page.click("[data-testid=read-again]");
}

#[test]
fn another_reading_is_chosen_and_the_cells_that_do_not_fit_are_a_click_away() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP.as_bytes()).id;
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('.dataset[data-state=ready] .notices')");
    let notices = page.text(".notices");
    assert!(notices.contains("decimal comma") && notices.contains("“day” could be"), "{notices}");
    page.click("[data-testid=reading] summary");
    choose(&mut page, "select[data-column=code]", "int64/plain");
    choose(&mut page, "select[data-column=day]", "date/day_first");
    read_again(&mut page);
    page.wait_for("document.querySelector('[data-testid=rejected-cells] a')");
    let types: Vec<_> = ["code", "price", "day"].map(|name| format!("[...document.querySelectorAll('table.columns tr')].find(row => row.querySelector('code.type') && row.querySelector('th').title === '{name}').querySelector('code').textContent")).iter().map(|ask| page.eval(ask)).collect();
    assert_eq!(types, ["int64", "float64", "date"]);
    page.click("[data-testid=rejected-cells] a");
    page.wait_for("document.querySelector('[data-testid=rejected-note] a')");
    assert!(page.text("h1").contains("shop (rejected cells)"), "{}", page.text("h1"));
    let rejected = server.client().get("/api/datasets").expect(200)["datasets"].as_array().unwrap().len();
    assert_eq!(rejected, 2);
}

#[test]
fn a_choice_shows_at_once_what_the_file_would_become() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP.as_bytes()).id;
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=reading]')");
    page.click("[data-testid=reading] summary");
    let preview = "[data-testid=reading-preview]";
    let rows = format!("[...document.querySelectorAll('{preview} tbody tr')].map(row => [...row.cells].map(cell => cell.innerText.trim()))");
    let shown = page.wait_for(&format!("(rows => rows.length === 3 && rows)({rows})"));
    assert_eq!(shown[0], serde_json::json!(["007", "1.5\n1,5", "3/5/2024"]), "the file as it is");
    choose(&mut page, "select[data-column=code]", "int64/plain");
    choose(&mut page, "select[data-column=day]", "date/day_first");
    page.wait_for(&format!("(cell => cell?.innerText.includes('2024-05-03'))(document.querySelector('{preview} tbody td:nth-child(3)'))"));
    let shown = page.eval(&rows);
    assert_eq!(shown[0], serde_json::json!(["7\n007", "1.5\n1,5", "2024-05-03\n3/5/2024"]));
    assert_eq!(shown[2][0], "x9", "a cell that doesn't fit shows what is written");
    assert!(page.text(&format!("{preview} thead")).contains("1 cell doesn’t fit"));
    assert_eq!(page.text("[data-testid=preview-rejected]").trim(), "Row 3, code: x9");
    choose(&mut page, "[data-field=delimiter] select", "|");
    page.wait_for(&format!("document.querySelectorAll('{preview} thead th').length === 1"));
    page.watch().expect("422 (Unprocessable");
    page.click("[data-field=preamble] input");
    page.type_text("9");
    page.wait_for(&format!("document.querySelector('{preview} [role=alert]')"));
    assert_eq!(server.client().get(&format!("/api/datasets/{id}")).expect(200)["version"], 0, "nothing was stored");
}

#[test]
fn what_was_found_besides_the_table_is_told_before_it_is_loaded() {
    let server = Server::start();
    let id = server.upload("shop.csv", b"Report of May\n\nday,n,n\n2024-05-01,1,2\n").id;
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=reading]')");
    page.click("[data-testid=reading] summary");
    page.wait_for("document.querySelector('[data-testid=reading-preview] .notices li')");
    let notices = page.text("[data-testid=reading-preview] .notices");
    assert!(notices.contains("Report of May") && notices.contains("n_2"), "{notices}");
}

#[test]
fn any_delimiter_any_number_of_digits_and_every_encoding_that_is_found_can_be_chosen() {
    let server = Server::start();
    let (bytes, ..) = encoding_rs::KOI8_R.encode("город/цена/час\nМосква/1'234.5/7:30\nТверь/2.5/08:00\nОмск/3.25/12:15\n");
    let id = server.upload("shop.csv", &bytes).id;
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=reading]')");
    page.click("[data-testid=reading] summary");
    choose(&mut page, "[data-field=delimiter] select", "other");
    page.wait_for("document.querySelector('[data-field=other] input')");
    page.click("[data-field=other] input");
    page.type_text("/");
    page.wait_for("document.querySelectorAll('[data-testid=reading-preview] thead th').length === 3");
    assert_eq!(page.eval("document.querySelector('[data-field=delimiter] select').value"), "/");
    choose(&mut page, "[data-field=encoding] select", "koi8-r");
    page.wait_for("document.querySelector('select[data-column=час]')");
    choose(&mut page, "select[data-column=час]", "time/plain");
    choose(&mut page, "select[data-column=цена]", "decimal(38,2)/thousands_mark");
    page.wait_for("document.querySelector('[data-testid=reading-preview] td:nth-child(2)')?.innerText.startsWith('1234.50')");
    page.eval("(input => { input.value = '4'; input.dispatchEvent(new Event('change', { bubbles: true })) })(document.querySelector('.reading-preview th input'))");
    page.wait_for("document.querySelector('[data-testid=reading-preview] td:nth-child(2)')?.innerText.startsWith('1234.5000')");
    assert_eq!(page.eval("document.querySelector('[data-testid=reading-preview] td:nth-child(3)').innerText.trim()"), "07:30:00\n7:30");
    read_again(&mut page);
    page.wait_for("[...document.querySelectorAll('.columns th[scope=row]')].some(cell => cell.title === 'час')");
    let stored = server.client().get(&format!("/api/datasets/{id}")).expect(200);
    let types: Vec<_> = stored["columns"].as_array().unwrap().iter().map(|column| &column["type"]).collect();
    assert_eq!(types, ["string", "decimal(38,4)", "time"]);
    assert_eq!(stored["import"]["options"]["delimiter"], "/");
}

#[test]
fn types_are_chosen_for_files_that_are_no_text_too_and_where_the_table_of_a_workbook_begins() {
    let server = Server::start();
    let id = server.upload("shop.ndjson", b"{\"code\":\"7\",\"tags\":[1]}\n{\"code\":\"x9\",\"tags\":[]}\n").id;
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=reading]')");
    page.click("[data-testid=reading] summary");
    choose(&mut page, "select[data-column=code]", "int64/plain");
    page.wait_for("document.querySelector('[data-testid=reading-preview] thead').textContent.includes('1 cell doesn’t fit')");
    assert_eq!(page.eval("document.querySelectorAll('select[data-column], [data-field=encoding], [data-field=header]').length"), 1);
    read_again(&mut page);
    page.wait_for("document.querySelector('[data-testid=rejected-cells] a')");
    assert_eq!(server.client().get(&format!("/api/datasets/{id}")).expect(200)["columns"][0]["type"], "int64");
    let row = |at, cells: &[&str]| row(at, &cells.iter().map(|cell| text(cell)).collect::<Vec<_>>());
    let rows = row(1, &["from", "me"]) + &row(2, &["a", "b"]) + &row(3, &["x", "y"]);
    let id = server.upload("shop.xlsx", &xlsx(&[Sheet { name: "s", rows: &rows, ..Sheet::default() }])).id;
    page.go(&format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=reading]')");
    page.click("[data-testid=reading] summary");
    page.wait_for("document.querySelector('[data-field=preamble] input')");
    page.click("[data-field=preamble] input");
    page.type_text("1");
    page.wait_for("document.querySelector('[data-testid=reading-preview] thead').textContent.startsWith('a')");
    read_again(&mut page);
    page.wait_for("[...document.querySelectorAll('.columns th[scope=row]')].some(cell => cell.title === 'b')");
    assert_eq!(server.client().get(&format!("/api/datasets/{id}")).expect(200)["rows"], 1);
}

#[test]
fn choices_are_shown_in_chinese_and_stay_after_reading() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP.as_bytes()).id;
    let mut page = Page::open_in("zh-CN", &server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=reading]')");
    page.click("[data-testid=reading] summary");
    assert!(page.text("[data-testid=reading]").contains("文件的读取方式"));
    choose(&mut page, "[data-field=header] select", "no");
    read_again(&mut page);
    page.wait_for("[...document.querySelectorAll('.columns th[scope=row]')].some(cell => cell.title === 'column_1')");
    page.wait_for("document.querySelector('[data-field=header] select').value === 'no'");
    let stored = server.client().get(&format!("/api/datasets/{id}")).expect(200);
    assert_eq!((&stored["rows"], &stored["import"]["options"]["header"]), (&serde_json::json!(4), &serde_json::json!(false)));
}

#[test]
fn a_reading_that_can_not_be_is_told_and_changes_nothing() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP.as_bytes()).id;
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=reading]')");
    page.watch().expect("404 (Not Found)");
    page.click("[data-testid=reading] summary");
    previewed(&mut page);
    let (kept, _) = server.files().into_iter().find(|(path, _)| path.contains(&id) && path.ends_with("_original.zst")).unwrap();
    std::fs::remove_file(kept).unwrap();
    page.click("[data-testid=read-again]");
    page.wait_for("document.querySelector('.dataset').textContent.includes('The file of this dataset was not kept')");
    assert_eq!(server.client().get(&format!("/api/datasets/{id}")).expect(200)["version"], 0);
}

/// The rows of the preview, cell by cell.
const ROWS: &str =
    "[...document.querySelectorAll('[data-testid=reading-preview] tbody tr')].map(row => [...row.cells].map(cell => cell.innerText.trim()))";

#[test]
fn a_rejected_cell_leads_to_its_row() {
    let server = Server::start();
    let text: String = (1..=300).map(|n| if n == 250 { "x9,b\n".to_owned() } else { format!("{n},b\n") }).collect();
    let id = server.upload("codes.csv", format!("code,kind\n{text}").as_bytes()).id;
    let types = json!({ "columns": { "code": { "type": "int64" }, "kind": { "type": "bool" } } });
    server.client().post_json(&format!("/api/datasets/{id}/import"), &types).expect(200);
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelectorAll('[data-testid=rejected-list] li').length === 100");
    page.wait_for("document.querySelectorAll('[data-testid=rejected-columns] button').length === 3");
    assert_eq!(page.text("[data-testid=rejected-columns]").replace('\n', " "), "All columns code · 1 kind · 300");
    page.eval("document.querySelector('[data-testid=rejected-columns] button:nth-child(2)').click()");
    page.wait_for("document.querySelectorAll('[data-testid=rejected-list] li').length === 1");
    assert_eq!(page.text("[data-testid=rejected-list]").trim(), "Row 250, code: x9");
    assert_eq!(page.eval("document.activeElement.tagName"), "BODY");
    page.eval("document.querySelector('[data-testid=rejected-list] button').focus()");
    page.key("Enter");
    let marked = "document.querySelector('[data-testid=version-preview] tr[aria-current]')";
    page.wait_for(&format!("document.activeElement === {marked}"));
    assert_eq!(page.eval(&format!("[...{marked}.cells].map(cell => cell.innerText)")), json!(["250", "", ""]));
    assert_eq!(page.eval(&format!("[...{marked}.cells].findIndex(cell => cell.classList.contains('misfit'))")), 1);
    let in_view = page.eval(&format!("(box => box.top >= 0 && box.bottom <= innerHeight)({marked}.getBoundingClientRect())"));
    assert_eq!(in_view, true);
    let numbers = page.eval("[...document.querySelectorAll('[data-testid=version-preview] tbody th')].map(cell => cell.innerText).slice(0, 2)");
    assert_eq!(numbers, json!(["245", "246"]));
}

#[test]
fn a_cell_that_does_not_fit_leads_to_its_row_of_the_preview() {
    let server = Server::start();
    let id = server.upload("shop.csv", SHOP.as_bytes()).id;
    let mut page = Page::open_in("zh-CN", &server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=reading]')");
    page.click("[data-testid=reading] summary");
    choose(&mut page, "select[data-column=code]", "int64/plain");
    page.click("[data-testid=preview-rejected] button");
    assert_eq!(page.eval("document.activeElement.rowIndex"), 3);
}

#[test]
fn a_cell_far_down_that_does_not_fit_leads_to_its_row_too() {
    let server = Server::start();
    let text: String = (1..=70_000).map(|n| if n == 60_000 { "x9,far\n".to_owned() } else { format!("{n:06},near\n") }).collect();
    let id = server.upload("codes.csv", format!("code,place\n{text}").as_bytes()).id;
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=reading]')");
    page.click("[data-testid=reading] summary");
    choose(&mut page, "select[data-column=code]", "int64/plain");
    page.wait_for("document.querySelector('[data-testid=preview-rejected] button')");
    assert_eq!(page.text("[data-testid=preview-rejected]").trim(), "Row 60,000, code: x9");
    page.click("button.misfits");
    page.click("[data-testid=preview-rejected] button");
    let row = "[...document.activeElement.cells].map(cell => cell.innerText.trim())";
    assert_eq!(page.eval(row), json!(["x9", "far"]));
    assert_eq!(page.eval("document.activeElement.querySelectorAll('td.misfit').length"), 1);
    assert_eq!(page.eval("document.activeElement.previousElementSibling.innerText.trim()"), "Row 60,000");
}

#[test]
fn all_rejected_cells_are_listed_page_by_page() {
    let server = Server::start();
    let text: String = (1..=60_000).map(|n| if n <= 149 || n == 60_000 { "x,y\n".to_owned() } else { format!("{n},1\n") }).collect();
    let id = server.upload("codes.csv", format!("a,b\n{text}").as_bytes()).id;
    let types = json!({ "columns": { "a": { "type": "int64" }, "b": { "type": "int64" } } });
    server.client().post_json(&format!("/api/datasets/{id}/import"), &types).expect(200);
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    let pager = "[data-testid=rejected-pager]";
    let shows = |page: &mut Page, first: &str, last: &str, told: &str| {
        let list = "[...document.querySelectorAll('[data-testid=rejected-list] li')].map(cell => cell.innerText.trim())";
        page.wait_for(&format!("(list => list[0] === '{first}' && list.length === 100 && list[99] === '{last}')({list})"));
        assert!(page.text(pager).contains(told), "{}", page.text(pager));
    };
    shows(&mut page, "Row 1, a: x", "Row 50, b: y", "1–100 of 300");
    for (first, last, told) in [("Row 51, a: x", "Row 100, b: y", "101–200 of 300"), ("Row 101, a: x", "Row 60,000, b: y", "201–300 of 300")] {
        page.click(&format!("{pager} button:last-child"));
        shows(&mut page, first, last, told);
    }
    assert_eq!(page.eval(&format!("document.querySelector('{pager} button:last-child').disabled")), true);
    page.eval("document.querySelector('[data-testid=rejected-list] li:last-child button').click()");
    page.wait_for("document.querySelector('[data-testid=version-preview] tr[aria-current]')?.cells[0].innerText === '60000'");
    page.click(&format!("{pager} button:first-child"));
    shows(&mut page, "Row 51, a: x", "Row 100, b: y", "101–200 of 300");
    page.eval("document.querySelector('[data-testid=rejected-columns] button:nth-child(2)').click()");
    shows(&mut page, "Row 1, a: x", "Row 100, a: x", "1–100 of 150");
}

#[test]
fn of_several_choices_in_a_row_only_the_last_is_looked_at() {
    let server = Server::start();
    let id = server.upload("flights.csv", &flights::csv(&flights::first(150_000))).id;
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=reading]')");
    page.eval("{ window.asked = []; const fetch = window.fetch; window.fetch = request => { if (request.url.endsWith('/preview')) asked.push(request.signal); return fetch(request); } }");
    page.click("[data-testid=reading] summary");
    page.wait_for("asked.length === 1");
    for (mark, asked) in [(";", 2), ("|", 3), ("\t", 4), (";", 5)] {
        choose(&mut page, "[data-field=delimiter] select", mark);
        page.wait_for(&format!("asked.length === {asked}"));
    }
    page.wait_for(&format!("({ROWS})[0]?.length === 1"));
    assert_eq!(page.eval("asked.map(signal => signal.aborted)"), json!([true, true, true, true, false]));
    until("nobody reads any more", || children(server.pid()).is_empty());
}

#[test]
fn quotes_and_words_for_no_value_are_chosen_in_the_page() {
    let server = Server::start();
    let id = server.upload("notes.csv", b"id,note\n1,'a'\nnone,'c'\n").id;
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=reading]')");
    page.click("[data-testid=reading] summary");
    choose(&mut page, "[data-field=quote] select", "'");
    page.wait_for(&format!("({ROWS})[1]?.[1]?.startsWith('c')"));
    page.click("[data-field=null_words] input");
    page.type_text("none, nothing");
    page.wait_for(&format!("({ROWS})[1]?.[0] === 'none' && document.querySelector('select[data-column=id]').textContent.includes('int64')"));
    read_again(&mut page);
    page.wait_for("document.querySelector('.columns code.type')?.textContent === 'int64'");
    let options = server.client().get(&format!("/api/datasets/{id}")).expect(200)["import"]["options"].clone();
    assert_eq!(options, json!({ "quote": "'", "null_words": ["none", "nothing"] }));
}

#[test]
fn another_sheet_of_a_workbook_is_chosen_in_the_page() {
    let server = Server::start();
    let id = server.upload("kinds.xlsx", include_bytes!("../fixtures/workbooks/kinds.xlsx")).id;
    let mut page = Page::open_in("zh-CN", &server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=reading]')");
    page.click("[data-testid=reading] summary");
    page.wait_for(&format!("({ROWS}).length === 3"));
    let sheets = page.eval("[...document.querySelectorAll('[data-field=sheet] option')].map(option => option.textContent)");
    assert_eq!(sheets, json!(["自动识别：数据", "数据", "empty", "more"]));
    choose(&mut page, "[data-field=sheet] select", "more");
    page.wait_for(&format!("({ROWS}).length === 1"));
    read_again(&mut page);
    page.wait_for("document.querySelector('[data-testid=version][data-version=\"1\"]')");
    let stored = server.client().get(&format!("/api/datasets/{id}")).expect(200);
    assert_eq!((&stored["rows"], &stored["import"]["sheet"]), (&json!(1), &json!("more")));
}

#[test]
fn another_file_of_an_archive_is_chosen_on_the_dataset_page() {
    let server = Server::start();
    let zip = archives::zip(&[(b"a.csv", b"n\n1\n"), (b"b.csv", b"t;u\nx;y\nz;w\n")]);
    let made = server.client().post("/api/datasets?file_name=two.zip&options=%7B%22entry%22%3A%22a.csv%22%7D", &zip).expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let mut page = Page::open(&server, &format!("/datasets/{id}"));
    page.wait_for("document.querySelector('[data-testid=reading]')");
    assert!(page.text(".facts").contains("File in the archive"), "{}", page.text(".facts"));
    page.click("[data-testid=reading] summary");
    page.wait_for("document.querySelector('[data-field=entry] select').value === 'a.csv'");
    choose(&mut page, "[data-field=delimiter] select", ";");
    choose(&mut page, "[data-field=entry] select", "b.csv");
    page.wait_for(&format!("({ROWS}).length === 2"));
    assert_eq!(page.eval(ROWS), json!([["x", "y"], ["z", "w"]]));
    assert_eq!(page.eval("document.querySelector('[data-field=delimiter] select').value"), "", "nothing of the other file's is left");
    read_again(&mut page);
    page.wait_for("document.querySelector('[data-testid=version][data-version=\"1\"]')");
    assert_eq!(server.client().get(&format!("/api/datasets/{id}")).expect(200)["import"]["entry"], "b.csv");
}
