//! A file by its address.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures::{Stream, StreamExt};
use shared::wire::dataset::{Dataset, Source};
use shared::wire::import::UrlImport;
use shared::wire::upload::{PendingUpload, UrlUpload};
use url::Url;

use super::{Import, import_stream, receive};
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::pace::Cut;
use crate::storage::StorageError;
use crate::uploads::About;
use crate::web::{self, WebError};

/// Fetches the file and imports it as if it were uploaded.
///
/// # Errors
/// The address is none, may not be asked or does not answer; the file is too large; what reading finds.
pub(crate) async fn from_url(app: &App, asked: UrlImport) -> Answer<Dataset> {
    let url = parse(&asked.url)?;
    let shown = shown(url.clone());
    let import = Import {
        name: asked.name.filter(|name| !name.trim().is_empty()),
        file_name: file_name(&shown),
        source: Source::Url { url: shown.into() },
        options: asked.options.unwrap_or_default(),
        progress: app.imports.begin(asked.import),
        replaces: None,
    };
    let (bytes, broken) = open(app, &url, &|_| Ok(())).await?;
    import_stream(app, import, bytes).await.map_err(|failure| broken.or(failure))
}

/// Fetches the file and keeps it as an upload that is whole.
///
/// # Errors
/// As of [`from_url`], but for what reading finds; the uploads that are not finished leave no room for it.
pub(crate) async fn keep(app: &App, asked: UrlUpload) -> Answer<PendingUpload> {
    let url = parse(&asked.url)?;
    let (shown, progress) = (shown(url.clone()), app.imports.begin(asked.import));
    let (bytes, broken) = open(app, &url, &|length| app.uploads.fits(length)).await?;
    let staging = app.storage.stage()?;
    let input = staging.input();
    receive::to_file(bytes, &input, app.settings.max_upload_bytes, &progress).await.map_err(|failure| broken.or(failure))?;
    let length_bytes = tokio::fs::metadata(&input).await.map_err(StorageError::from)?.len();
    let about = About { file_name: file_name(&shown), modified: None, metadata: String::new(), length_bytes, url: Some(shown.into()) };
    let app = app.clone();
    let kept = tokio::task::spawn_blocking(move || {
        let _staging = staging;
        app.uploads.take_in(about, &input)
    });
    kept.await.map_err(|error| Failure::internal(&error))?
}

fn parse(url: &str) -> Answer<Url> {
    web::parse(url).map_err(|reason| Failure::invalid("url", reason))
}

/// The file's bytes as they arrive, where there is room for as many as it says.
async fn open(
    app: &App,
    url: &Url,
    has_room: &(dyn Fn(u64) -> Answer<()> + Send + Sync),
) -> Answer<(impl Stream<Item = Result<Bytes, Cut>> + Unpin + use<>, Broken)> {
    let limit_bytes = app.settings.max_upload_bytes;
    let arriving = web::open(&app.settings.url_import, url, app.settings.upload_pace).await?;
    if arriving.length.is_some_and(|length| length > limit_bytes) {
        return Err(Failure::too_large(limit_bytes));
    }
    has_room(arriving.length.unwrap_or_default())?;
    let broken = Broken::default();
    let note = Arc::clone(&broken.0);
    let noted = move |error| {
        *note.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        Cut::BrokeOff
    };
    Ok((arriving.bytes.map(move |chunk| chunk.map_err(&noted)), broken))
}

/// Why the bytes broke off.
#[derive(Default)]
struct Broken(Arc<Mutex<Option<WebError>>>);

impl Broken {
    /// That, if they did, else the failure.
    fn or(&self, failure: Failure) -> Failure {
        let broken = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        broken.map_or(failure, Failure::from)
    }
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
