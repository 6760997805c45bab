//! One browser with many tabs, each in a process of its own, driven by the DevTools protocol.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cdp::Cdp;
use crate::chromium::Chromium;
use crate::process::tree;
use crate::watch::Watch;

/// The browser.
pub struct Browser {
    cdp: Cdp,
    chromium: Chromium,
}

/// A tab of it.
pub struct Tab {
    target: String,
    session: String,
}

impl Browser {
    /// Starts one with an empty profile.
    pub fn launch() -> Browser {
        let chromium = Chromium::launch("en-US");
        Browser { cdp: Cdp::connect(chromium.devtools(), Watch::default()), chromium }
    }

    /// Opens an address in a window of its own, so that no tab hides another and waits for being seen.
    pub fn open(&mut self, url: &str) -> Tab {
        let created = self.cdp.call("", "Target.createTarget", &json!({ "url": "about:blank", "newWindow": true })).unwrap();
        let attached = self.cdp.call("", "Target.attachToTarget", &json!({ "targetId": created["targetId"], "flatten": true })).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let tab = Tab { target: text(&created["targetId"]), session: text(&attached["sessionId"]) };
        self.cdp.call(&tab.session, "Page.enable", &json!({})).unwrap();
        self.cdp.call(&tab.session, "Page.navigate", &json!({ "url": url })).unwrap();
        self.eval(&tab, "new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', () => done()))");
        tab
    }

    /// Closes a tab, and its process with it.
    pub fn close(&mut self, tab: &Tab) {
        self.cdp.call("", "Target.closeTarget", &json!({ "targetId": tab.target })).unwrap();
    }

    /// The value of a JavaScript expression in a tab; promises are awaited.
    #[track_caller]
    pub fn eval(&mut self, tab: &Tab, expression: &str) -> Value {
        let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut result = self.cdp.call(&tab.session, "Runtime.evaluate", &params).unwrap();
        let start: String = expression.chars().take(200).collect();
        assert!(result.get("exceptionDetails").is_none(), "{start}: {}", result["exceptionDetails"]);
        result["result"]["value"].take()
    }

    /// Frees what a tab no longer needs.
    pub fn collect_garbage(&mut self, tab: &Tab) {
        self.cdp.call(&tab.session, "HeapProfiler.collectGarbage", &json!({})).unwrap();
    }

    /// What each process that shows pages weighs by some measure of its memory.
    pub fn renderers(&self, weight: fn(u32) -> u64) -> BTreeMap<u32, u64> {
        let renderers = tree(self.chromium.pid()).into_iter().filter(|(_, command)| command.contains("--type=renderer"));
        renderers.map(|(pid, _)| (pid, weight(pid))).collect()
    }

    /// `Chrome/156.0.…`, as the browser says.
    pub fn version(&mut self) -> String {
        self.cdp.call("", "Browser.getVersion", &json!({})).unwrap()["product"].as_str().unwrap_or_default().to_owned()
    }
}

impl Drop for Browser {
    /// A browser that is gone can't be asked; `Chromium` ends what is left.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = self.cdp.call("", "Browser.close", &json!({}));
        }
    }
}
