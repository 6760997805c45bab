//! What must not happen on any page: errors in the console, breaches of the Content-Security-Policy, dialogs, requests to other origins.

use std::collections::BTreeMap;

use serde_json::Value;

/// Collects what pages and their workers do.
#[derive(Default)]
pub struct Watch {
    origin: String,
    expected: Vec<String>,
    complaints: Vec<String>,
    requests: BTreeMap<String, Request>,
}

/// One request of a page or a worker.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Its address.
    pub url: String,
    /// `Script`, `Stylesheet`, `Fetch`…
    pub kind: String,
    /// Bytes on the wire, headers included; 0 until it is finished.
    pub wire_bytes: u64,
}

impl Watch {
    /// Only requests to `origin` are allowed.
    pub fn over(origin: &str) -> Watch {
        Watch { origin: origin.to_owned(), ..Watch::default() }
    }

    /// Messages that hold this text are no complaint: the test provokes them.
    pub fn expect(&mut self, text: &str) {
        self.expected.push(text.to_owned());
    }

    /// Every request so far.
    pub fn requests(&self) -> impl Iterator<Item = &Request> {
        self.requests.values()
    }

    /// What happened that must not.
    pub fn complaints(&self) -> Vec<&str> {
        let unexpected = |complaint: &&String| !self.expected.iter().any(|text| complaint.contains(text));
        self.complaints.iter().filter(unexpected).map(String::as_str).collect()
    }

    /// Takes note of an event.
    pub fn event(&mut self, method: &str, params: &Value) {
        match method {
            "Network.requestWillBeSent" => self.request(params),
            "Network.loadingFinished" => self.finished(params),
            "Network.webSocketCreated" => self.foreign(params["url"].as_str().unwrap_or_default()),
            "Runtime.exceptionThrown" => self.complain("exception", &params["exceptionDetails"]),
            "Runtime.consoleAPICalled" if ["error", "assert"].iter().any(|kind| params["type"] == *kind) => self.complain("console", &params["args"]),
            "Log.entryAdded" if params["entry"]["level"] == "error" => self.complain("log", &params["entry"]),
            "Audits.issueAdded" if params["issue"]["code"] == "ContentSecurityPolicyIssue" => self.complain("policy", &params["issue"]["details"]),
            "Page.javascriptDialogOpening" => self.complain("dialog", params),
            "Inspector.targetCrashed" => self.complain("crash", params),
            _ => {}
        }
    }

    fn request(&mut self, params: &Value) {
        let url = params["request"]["url"].as_str().unwrap_or_default().to_owned();
        self.foreign(&url);
        let kind = params["type"].as_str().unwrap_or_default().to_owned();
        self.requests.insert(id_of(params), Request { url, kind, wire_bytes: 0 });
    }

    fn finished(&mut self, params: &Value) {
        if let Some(request) = self.requests.get_mut(&id_of(params)) {
            request.wire_bytes = params["encodedDataLength"].as_f64().unwrap_or_default() as u64;
        }
    }

    fn foreign(&mut self, url: &str) {
        let own = url.strip_prefix(&self.origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if !own && !["data:", "blob:", "about:", "chrome:"].iter().any(|scheme| url.starts_with(scheme)) {
            self.complaints.push(format!("request to another origin: {url}"));
        }
    }

    fn complain(&mut self, what: &str, details: &Value) {
        self.complaints.push(format!("{what}: {details}"));
    }
}

fn id_of(params: &Value) -> String {
    params["requestId"].as_str().unwrap_or_default().to_owned()
}
