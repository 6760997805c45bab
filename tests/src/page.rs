//! A page of the real program in a real browser, watched from its first request to its last.

mod workers;

use std::path::Path;
use std::time::{Duration, Instant};

use base64::Engine;
use serde_json::{Value, json};

use crate::cdp::Cdp;
use crate::chromium::Chromium;
use crate::server::Server;
use crate::watch::Watch;

/// One tab in a browser with an empty profile. Dropping it fails the test if anything happened that must not (see [`Watch`]).
pub struct Page {
    cdp: Cdp,
    session: String,
    base: String,
    browser: Chromium,
}

/// How long a page may take for anything; a debug server on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(90);

impl Page {
    /// Opens a path of the server in a new browser that speaks English.
    pub fn open(server: &Server, path: &str) -> Page {
        Page::open_in("en-US", server, path)
    }

    /// Opens a path of the server in a new browser where the page and its workers evaluate `prelude` before their first line.
    pub fn open_with(prelude: &'static str, server: &Server, path: &str) -> Page {
        let mut page = Page::blank("en-US", server);
        page.cdp.prelude = Some(prelude);
        page.call("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": prelude }));
        page.go(path);
        page
    }

    /// Opens a path of the server in a new browser of that language.
    pub fn open_in(language: &str, server: &Server, path: &str) -> Page {
        let mut page = Page::blank(language, server);
        page.go(path);
        page
    }

    /// A new browser that is watched and shows nothing yet.
    fn blank(language: &str, server: &Server) -> Page {
        let browser = Chromium::launch(language);
        let mut cdp = Cdp::connect(browser.devtools(), Watch::over(server.base()));
        let target = cdp.call("", "Target.createTarget", &json!({ "url": "about:blank" })).unwrap();
        let attached = cdp.call("", "Target.attachToTarget", &json!({ "targetId": target["targetId"], "flatten": true })).unwrap();
        let session = attached["sessionId"].as_str().unwrap().to_owned();
        let mut page = Page { cdp, session, base: server.base().to_owned(), browser };
        for domain in ["Page", "Runtime", "Network", "Log", "Audits", "Inspector"] {
            page.call(&format!("{domain}.enable"), &json!({}));
        }
        page.call("Target.setAutoAttach", &json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true }));
        page
    }

    /// The browser's main process.
    pub fn browser_pid(&self) -> u32 {
        self.browser.pid()
    }

    /// Navigates to a path and waits until the document is there.
    pub fn go(&mut self, path: &str) {
        self.call("Page.navigate", &json!({ "url": format!("{}{path}", self.base) }));
        self.wait_for("document.readyState === 'complete'");
    }

    /// Loads the page again.
    pub fn reload(&mut self) {
        self.eval("window.staleDocument = true");
        self.call("Page.reload", &json!({}));
        self.wait_for("!window.staleDocument && document.readyState === 'complete'");
    }

    /// What happens on the page, for messages that a test provokes and for the requests.
    pub fn watch(&mut self) -> &mut Watch {
        &mut self.cdp.watch
    }

    /// A protocol call in the page's session.
    #[track_caller]
    pub fn call(&mut self, method: &str, params: &Value) -> Value {
        self.cdp.call(&self.session, method, params).unwrap_or_else(|e| panic!("{method}: {e}"))
    }

    /// The value of a JavaScript expression; promises are awaited.
    #[track_caller]
    pub fn eval(&mut self, expression: &str) -> Value {
        self.try_eval(expression).unwrap_or_else(|e| panic!("{expression}: {e}"))
    }

    /// Waits until the expression is truthy and gives its value. Navigation on the way is fine.
    #[track_caller]
    pub fn wait_for(&mut self, expression: &str) -> Value {
        let poll = format!(
            "new Promise(done => {{ const until = Date.now() + 1000; const look = () => {{ \
             let value; try {{ value = ({expression}); }} catch {{ value = null; }} \
             if (value || Date.now() > until) done(value || null); else setTimeout(look, 16); }}; look(); }})"
        );
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.try_eval(&poll) {
                Ok(value) if !value.is_null() => return value,
                outcome if Instant::now() > deadline => panic!("waited in vain for {expression}: {outcome:?}\n{}", self.state()),
                _ => {}
            }
        }
    }

    fn try_eval(&mut self, expression: &str) -> Result<Value, String> {
        eval_in(&mut self.cdp, &self.session, expression)
    }

    /// For messages: where the page is, what it shows and what was complained about.
    fn state(&mut self) -> String {
        let shown = self.try_eval("location.href + '\\n' + document.body.innerText.slice(0, 1500)");
        self.keep_screenshot();
        format!("{}\n{:?}", shown.unwrap_or_default().as_str().unwrap_or_default(), self.cdp.watch.complaints())
    }

    /// Where `SIGHTLINE_SCREENSHOTS` names a folder, a picture of the failure is kept there.
    fn keep_screenshot(&mut self) {
        if let Some(folder) = std::env::var_os("SIGHTLINE_SCREENSHOTS") {
            let name = std::thread::current().name().unwrap_or("page").replace(':', "_");
            let _ = self.try_screenshot(&Path::new(&folder).join(format!("{name}.png")));
        }
    }

    /// Saves what is seen as a PNG.
    pub fn screenshot(&mut self, path: &Path) {
        self.try_screenshot(path).unwrap();
    }

    fn try_screenshot(&mut self, path: &Path) -> Result<(), String> {
        let shot = self.cdp.call(&self.session, "Page.captureScreenshot", &json!({ "format": "png" }))?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(shot["data"].as_str().unwrap_or_default()).map_err(|e| e.to_string())?;
        std::fs::write(path, bytes).map_err(|e| e.to_string())
    }

    /// `path?query` of the address.
    pub fn address(&mut self) -> String {
        self.eval("location.pathname + location.search").as_str().unwrap().to_owned()
    }

    /// The text of the first element that matches, once there is one.
    #[track_caller]
    pub fn text(&mut self, selector: &str) -> String {
        let selector = quote(selector);
        let text = self.wait_for(&format!("document.querySelector({selector}) && {{ text: document.querySelector({selector}).innerText }}"));
        text["text"].as_str().unwrap().to_owned()
    }

    /// How many elements match.
    pub fn count(&mut self, selector: &str) -> u64 {
        self.eval(&format!("document.querySelectorAll({}).length", quote(selector))).as_u64().unwrap()
    }

    /// The middle of the first element that matches, scrolled into view.
    #[track_caller]
    pub fn middle(&mut self, selector: &str) -> (f64, f64) {
        let [x, y, width, height] = self.area(selector);
        (x + width / 2.0, y + height / 2.0)
    }

    /// Left, top, width and height of the first element that matches, scrolled into view, once it has a size and stands still.
    #[track_caller]
    pub fn area(&mut self, selector: &str) -> [f64; 4] {
        let selector = quote(selector);
        let measure = format!(
            "(() => {{ const e = document.querySelector({selector}); e.scrollIntoView({{ block: 'center', behavior: 'instant' }}); \
             const r = e.getBoundingClientRect(); return r.width && r.height ? [r.x, r.y, r.width, r.height] : null; }})()"
        );
        let mut area = self.wait_for(&measure);
        loop {
            // Now and then Chromium draws no frame where there is nothing to draw.
            self.eval("new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)); setTimeout(done, 1_000); })");
            let again = self.wait_for(&measure);
            if again == area {
                return [0, 1, 2, 3].map(|i| area[i].as_f64().unwrap());
            }
            area = again;
        }
    }

    /// Clicks the middle of the first element that matches.
    #[track_caller]
    pub fn click(&mut self, selector: &str) {
        let at = self.middle(selector);
        self.click_at(at, 1);
    }

    /// Clicks at a point; `count` is 2 for a double click.
    pub fn click_at(&mut self, at: (f64, f64), count: u32) {
        self.mouse("mouseMoved", at, 0);
        for click in 1..=count {
            self.mouse("mousePressed", at, click);
            self.mouse("mouseReleased", at, click);
        }
    }

    /// Presses the mouse at one point, moves it in steps and releases it at another.
    pub fn drag(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.mouse("mouseMoved", from, 0);
        self.mouse("mousePressed", from, 1);
        for step in 1..=12 {
            let share = f64::from(step) / 12.0;
            self.mouse("mouseMoved", (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share), 1);
        }
        self.mouse("mouseReleased", to, 1);
    }

    fn mouse(&mut self, kind: &str, (x, y): (f64, f64), count: u32) {
        let held = u32::from(count > 0 && kind != "mouseReleased");
        let button = if count > 0 { "left" } else { "none" };
        self.call("Input.dispatchMouseEvent", &json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": held, "clickCount": count }));
    }

    /// Types text into what has the focus.
    pub fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", &json!({ "text": text }));
    }

    /// Presses and releases a key, such as `Enter`.
    pub fn key(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            "ArrowLeft" => (37, ""),
            "ArrowUp" => (38, ""),
            "ArrowRight" => (39, ""),
            "ArrowDown" => (40, ""),
            _ => (0, ""),
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            self.call("Input.dispatchKeyEvent", &json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text }));
        }
    }

    /// Chooses a file with a file button, as the browser's own dialog does.
    #[track_caller]
    pub fn choose_file(&mut self, selector: &str, file: &Path) {
        self.wait_for(&format!("document.querySelector({})", quote(selector)));
        let root = self.call("DOM.getDocument", &json!({}));
        let node = self.call("DOM.querySelector", &json!({ "nodeId": root["root"]["nodeId"], "selector": selector }));
        self.call("DOM.setFileInputFiles", &json!({ "nodeId": node["nodeId"], "files": [file.to_str().unwrap()] }));
    }

    /// Drops real files on the middle of the first element that matches, as a person drags them from a folder.
    #[track_caller]
    pub fn drop_files(&mut self, selector: &str, files: &[&Path]) {
        let (x, y) = self.middle(selector);
        let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
        for kind in ["dragEnter", "dragOver", "drop"] {
            let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
            self.call("Input.dispatchDragEvent", &json!({ "type": kind, "x": x, "y": y, "data": data }));
        }
    }
}

fn eval_in(cdp: &mut Cdp, session: &str, expression: &str) -> Result<Value, String> {
    let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true });
    let mut result = cdp.call(session, "Runtime.evaluate", &params)?;
    match result.get("exceptionDetails") {
        Some(details) => Err(details.to_string()),
        None => Ok(result["result"]["value"].take()),
    }
}

/// Text as a JavaScript string.
pub fn quote(text: &str) -> String {
    Value::from(text).to_string()
}

impl Drop for Page {
    fn drop(&mut self) {
        let complaints: Vec<String> = self.cdp.watch.complaints().iter().map(|&complaint| complaint.to_owned()).collect();
        if std::thread::panicking() {
            self.keep_screenshot();
        }
        let _ = self.cdp.call("", "Browser.close", &json!({}));
        assert!(std::thread::panicking() || complaints.is_empty(), "on the page: {complaints:#?}");
    }
}
