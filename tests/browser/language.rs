use tests::page::Page;
use tests::server::Server;

/// Whether there are Chinese words on the page.
const CHINESE: &str = "/[\\u4e00-\\u9fff]/.test(document.querySelector('main')?.innerText ?? '')";

fn language(page: &mut Page) -> String {
    page.eval("document.documentElement.lang").as_str().unwrap().to_owned()
}

#[test]
fn the_page_speaks_the_browsers_language() {
    let server = Server::start();
    let mut english = Page::open_in("en-US", &server, "/");
    english.wait_for("document.querySelector('[data-testid=drop-zone]')");
    assert_eq!(language(&mut english), "en");
    assert_eq!(english.eval(CHINESE), false);
    let mut chinese = Page::open_in("zh-CN", &server, "/");
    chinese.wait_for("document.querySelector('[data-testid=drop-zone]')");
    assert_eq!(language(&mut chinese), "zh-CN");
    assert_eq!(chinese.eval(CHINESE), true);
}

#[test]
fn the_switch_changes_every_text_and_is_remembered() {
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    let before = page.text("main");
    page.click("[data-testid=language-switch]");
    page.wait_for(CHINESE);
    assert_eq!(language(&mut page), "zh-CN");
    let after = page.text("main");
    let same = before.lines().filter(|line| line.len() > 3 && after.lines().any(|other| other == *line)).collect::<Vec<_>>();
    let spoken: Vec<_> = same.into_iter().filter(|line| line.contains(' ') && !line.contains("CC0") && !line.contains('.')).collect();
    assert!(spoken.is_empty(), "not translated: {spoken:?}");
    page.reload();
    page.wait_for(CHINESE);
    page.click("[data-testid=language-switch]");
    page.wait_for(&format!("!({CHINESE})"));
    assert_eq!(language(&mut page), "en");
}

#[test]
fn a_problem_is_told_in_the_language_of_the_page() {
    let server = Server::start();
    let file = server.data().parent().unwrap().join("empty.csv");
    std::fs::write(&file, "").unwrap();
    let mut page = Page::open_in("zh-CN", &server, "/");
    page.watch().expect("status of 422");
    page.drop_files("[data-testid=drop-zone]", &[&file]);
    let text = page.text("[data-testid=upload] [data-testid=problem]");
    assert!(text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{text}");
}

#[test]
fn the_theme_goes_round_and_is_remembered() {
    let server = Server::start();
    let mut page = Page::open(&server, "/");
    let theme = "document.documentElement.dataset.theme ?? 'auto'";
    page.wait_for("document.querySelector('[data-testid=theme-switch]')");
    page.click("[data-testid=theme-switch]");
    page.wait_for(&format!("({theme}) === 'light'"));
    page.click("[data-testid=theme-switch]");
    page.wait_for(&format!("({theme}) === 'dark'"));
    page.reload();
    page.wait_for(&format!("({theme}) === 'dark'"));
    let [red, green, blue] = background(&mut page);
    assert!(red + green + blue < 200.0, "a dark page is dark: {red} {green} {blue}");
}

fn background(page: &mut Page) -> [f64; 3] {
    let color = page.eval("getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number)");
    [0, 1, 2].map(|i| color[i].as_f64().unwrap())
}
