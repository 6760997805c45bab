//! `fetch`, in the page and in its workers.

use js_sys::Promise;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::wire::problem::Problem;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, Request, RequestInit, Response};

use super::trouble;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(request: &Request) -> Promise;
}

/// One request of our own server.
pub struct Call {
    method: &'static str,
    path: String,
    body: Option<String>,
    if_match: Option<u64>,
    accept: &'static str,
    stop: Option<AbortSignal>,
    headers: Vec<(&'static str, String)>,
}

impl Call {
    /// GET.
    pub fn get(path: impl Into<String>) -> Call {
        Call::new("GET", path)
    }

    /// POST.
    pub fn post(path: impl Into<String>) -> Call {
        Call::new("POST", path)
    }

    /// PUT.
    pub fn put(path: impl Into<String>) -> Call {
        Call::new("PUT", path)
    }

    /// DELETE.
    pub fn delete(path: impl Into<String>) -> Call {
        Call::new("DELETE", path)
    }

    fn new(method: &'static str, path: impl Into<String>) -> Call {
        Call {
            method,
            path: path.into(),
            body: None,
            if_match: None,
            accept: "application/json, application/problem+json, */*",
            stop: None,
            headers: Vec::new(),
        }
    }

    /// With a JSON body.
    pub fn json(mut self, body: &impl Serialize) -> Call {
        // The wire types have only text keys, so they always are JSON.
        self.body = serde_json::to_string(body).ok();
        self
    }

    /// Only if the thing is still of this version.
    pub fn if_match(mut self, version: u64) -> Call {
        self.if_match = Some(version);
        self
    }

    /// With one more header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Call {
        self.headers.push((name, value.into()));
        self
    }

    /// Asks for this media type.
    pub fn accept(mut self, media_type: &'static str) -> Call {
        self.accept = media_type;
        self
    }

    /// Can be aborted; that shows as a problem of the network.
    pub fn until(mut self, stop: &AbortSignal) -> Call {
        self.stop = Some(stop.clone());
        self
    }

    /// The answer, once its head is here; anything but a success is a problem.
    pub async fn send(self) -> Result<Response, Problem> {
        let request = self.request().map_err(|_| trouble::network())?;
        let answer = JsFuture::from(fetch(&request)).await.map_err(|_| trouble::network())?;
        let response: Response = answer.unchecked_into();
        if response.ok() {
            return Ok(response);
        }
        Err(trouble::of_answer(response.status(), &text_of(&response).await?))
    }

    /// The answer's JSON.
    pub async fn value<T: DeserializeOwned>(self) -> Result<T, Problem> {
        read(&self.text().await?)
    }

    /// The answer's JSON, or nothing (204).
    pub async fn value_if_any<T: DeserializeOwned>(self) -> Result<Option<T>, Problem> {
        let text = self.text().await?;
        if text.is_empty() { Ok(None) } else { read(&text).map(Some) }
    }

    /// The answer's text. Apart from the types that are read off it, so that it is in the program once.
    async fn text(self) -> Result<String, Problem> {
        let response = self.send().await?;
        text_of(&response).await
    }

    /// Only that it went well.
    pub async fn done(self) -> Result<(), Problem> {
        self.send().await.map(|_| ())
    }

    fn request(&self) -> Result<Request, JsValue> {
        let headers = Headers::new()?;
        headers.set("Accept", self.accept)?;
        if let Some(version) = self.if_match {
            headers.set("If-Match", &format!("\"{version}\""))?;
        }
        for (name, value) in &self.headers {
            headers.set(name, value)?;
        }
        let init = RequestInit::new();
        init.set_method(self.method);
        if let Some(body) = &self.body {
            headers.set("Content-Type", "application/json")?;
            init.set_body(&JsValue::from_str(body));
        }
        init.set_signal(self.stop.as_ref());
        init.set_headers(&headers);
        Request::new_with_str_and_init(&self.path, &init)
    }
}

/// JSON as a value.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(|error| trouble::unreadable(&error.to_string()))
}

async fn text_of(response: &Response) -> Result<String, Problem> {
    let text = response.text().map_err(|_| trouble::network())?;
    JsFuture::from(text).await.map_err(|_| trouble::network()).map(|text| text.as_string().unwrap_or_default())
}
