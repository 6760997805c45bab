//! A small client of the DevTools protocol: one WebSocket, flat sessions, blocking calls. Events that arrive between a call and its
//! reply go to the [`Watch`].

use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use crate::watch::Watch;

/// A connection to one browser.
pub struct Cdp {
    socket: WebSocket<TcpStream>,
    next_id: u64,
    /// What the pages did.
    pub watch: Watch,
    /// The sessions of the workers that were started.
    pub workers: Vec<String>,
    /// How many of them are no more.
    pub ended: usize,
    /// What a worker evaluates before its first line.
    pub prelude: Option<&'static str>,
}

impl Cdp {
    /// Connects to a browser's `ws://127.0.0.1:PORT/devtools/browser/…`.
    pub fn connect(url: &str, watch: Watch) -> Cdp {
        let address = url.trim_start_matches("ws://").split('/').next().unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        let (socket, _) = tungstenite::client(url, stream).unwrap();
        Cdp { socket, next_id: 0, watch, workers: Vec::new(), ended: 0, prelude: None }
    }

    /// Calls a method and waits for its result; `session` is empty for the browser itself.
    pub fn call(&mut self, session: &str, method: &str, params: &Value) -> Result<Value, String> {
        let id = self.post(session, method, params);
        loop {
            let mut message = self.read()?;
            if message["id"] == id {
                return match message.get("error") {
                    Some(error) => Err(error.to_string()),
                    None => Ok(message["result"].take()),
                };
            }
            self.on_event(&message);
        }
    }

    /// Sends without waiting; the reply is passed over when it comes.
    fn post(&mut self, session: &str, method: &str, params: &Value) -> u64 {
        self.next_id += 1;
        let mut message = json!({ "id": self.next_id, "method": method, "params": params });
        if !session.is_empty() {
            message["sessionId"] = session.into();
        }
        self.socket.send(Message::text(message.to_string())).unwrap();
        self.next_id
    }

    fn read(&mut self) -> Result<Value, String> {
        loop {
            match self.socket.read().map_err(|e| e.to_string())? {
                Message::Text(text) => return serde_json::from_str(&text).map_err(|e| e.to_string()),
                Message::Close(_) => return Err("the browser closed the connection".into()),
                _ => {}
            }
        }
    }

    fn on_event(&mut self, event: &Value) {
        let Some(method) = event["method"].as_str() else { return };
        let params = &event["params"];
        match method {
            "Target.attachedToTarget" if params["waitingForDebugger"] == true => self.watch_target(params["sessionId"].as_str().unwrap()),
            "Target.detachedFromTarget" if self.workers.iter().any(|worker| params["sessionId"] == **worker) => self.ended += 1,
            "Page.javascriptDialogOpening" => {
                self.post(event["sessionId"].as_str().unwrap(), "Page.handleJavaScriptDialog", &json!({ "accept": true }));
            }
            _ => {}
        }
        self.watch.event(method, params);
    }

    /// Listens to a worker before it runs its first line.
    fn watch_target(&mut self, session: &str) {
        self.workers.push(session.to_owned());
        for method in ["Network.enable", "Runtime.enable", "Log.enable"] {
            self.post(session, method, &json!({}));
        }
        if let Some(prelude) = self.prelude {
            self.post(session, "Runtime.evaluate", &json!({ "expression": prelude }));
        }
        self.post(session, "Runtime.runIfWaitingForDebugger", &json!({}));
    }
}
