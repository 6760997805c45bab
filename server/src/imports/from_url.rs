//! A file by its address.

use std::sync::{Arc, Mutex, PoisonError};

use futures::StreamExt;
use shared::wire::dataset::{Dataset, Source};
use shared::wire::import::UrlImport;
use url::Url;

use super::{Import, import_stream};
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::pace::Cut;
use crate::web::{self, WebError};

/// Fetches the file and imports it as if it were uploaded.
///
/// # Errors
/// The address is none, may not be asked or does not answer; the file is too large; what reading finds.
pub(crate) async fn from_url(app: &App, asked: UrlImport) -> Answer<Dataset> {
    let url = web::parse(&asked.url).map_err(|reason| Failure::invalid("url", reason))?;
    let shown = shown(url.clone());
    let import = Import {
        name: asked.name.filter(|name| !name.trim().is_empty()),
        file_name: file_name(&shown),
        source: Source::Url { url: shown.into() },
        options: asked.options.unwrap_or_default(),
        progress: app.imports.begin(asked.import),
        replaces: None,
    };
    let limit_bytes = app.settings.max_upload_bytes;
    let arriving = web::open(&app.settings.url_import, &url).await?;
    if arriving.length.is_some_and(|length| length > limit_bytes) {
        return Err(Failure::too_large(limit_bytes));
    }
    let broken: Arc<Mutex<Option<WebError>>> = Arc::default();
    let note = Arc::clone(&broken);
    let noted = move |error| {
        *note.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        Cut::BrokeOff
    };
    import_stream(app, import, arriving.bytes.map(move |chunk| chunk.map_err(&noted))).await.map_err(|failure| {
        let broken = broken.lock().unwrap_or_else(PoisonError::into_inner).take();
        broken.map_or(failure, Failure::from)
    })
}

/// The address as it may be shown to whoever sees the dataset: a query may hold a secret.
fn shown(mut url: Url) -> Url {
    url.set_query(None);
    url.set_fragment(None);
    url
}

/// The name of the file at an address: the last part of its path, or else its host.
pub(super) fn file_name(url: &Url) -> String {
    let last = url.path_segments().and_then(|mut parts| parts.rfind(|part| !part.is_empty())).map(percent_encoding::percent_decode_str);
    match last {
        Some(name) => name.decode_utf8_lossy().into_owned(),
        None => url.host_str().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_the_end_of_its_path() {
        for (url, name) in [
            ("https://a.example/b/flights.csv", "flights.csv"),
            ("https://a.example/%E8%88%AA%E7%8F%AD.csv", "航班.csv"),
            ("https://a.example/b/", "b"),
            ("https://a.example", "a.example"),
            ("https://a.example/%2e%2e%2fx", "../x"),
        ] {
            assert_eq!(file_name(&Url::parse(url).unwrap()), name);
        }
    }

    #[test]
    fn secrets_of_an_address_are_not_shown() {
        assert_eq!(shown(Url::parse("https://a.example/x.csv?key=1#k").unwrap()).as_str(), "https://a.example/x.csv");
    }
}
