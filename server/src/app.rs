//! What every handler can reach, and how it comes up.

use std::fs::File;
use std::ops::Deref;
use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::cases;
use crate::catalog::Catalog;
use crate::commits;
use crate::fault;
use crate::imports::ahead::Aheads;
use crate::imports::progress::Imports;
use crate::imports::rejected;
use crate::jobs::{self, Jobs};
use crate::live::Encodings;
use crate::ml;
use crate::notices::Notices;
use crate::settings::Settings;
use crate::sql;
use crate::start::{self, Opened, StartError};
use crate::storage::Storage;
use crate::streams::{self, Streams};
use crate::uploads::{self, Uploads};

/// A handle on the parts; cheap to clone.
#[derive(Clone)]
pub(crate) struct App(Arc<Parts>);

/// The parts.
pub(crate) struct Parts {
    pub(crate) settings: Settings,
    pub(crate) catalog: Catalog,
    pub(crate) storage: Storage,
    pub(crate) imports: Imports,
    /// Files that are looked at while they are uploaded.
    pub(crate) aheads: Aheads,
    pub(crate) uploads: Uploads,
    pub(crate) notices: Notices,
    pub(crate) jobs: Jobs,
    pub(crate) streams: Streams,
    /// Queries run two at a time; the others wait their turn.
    pub(crate) queries: sql::Turns,
    /// Files are read by as many processes at once as there are cores; the others wait their turn.
    pub(crate) parses: Semaphore,
    /// Workbooks are packed one at a time: each takes disk, and a core until it is whole.
    pub(crate) workbooks: tokio::sync::Mutex<()>,
    /// Full profiles are made one at a time.
    pub(crate) profiles: tokio::sync::Mutex<()>,
    /// Appends with an `Idempotency-Key` are stored one at a time, so that two with the same key make one commit.
    pub(crate) keyed_appends: tokio::sync::Mutex<()>,
    /// The encodings that live readers share.
    pub(crate) live: Encodings,
    /// The worked cases go on one step at a time.
    pub(crate) cases: tokio::sync::Mutex<()>,
    /// One sample is imported at a time, so that two clicks make one dataset.
    pub(crate) samples: tokio::sync::Mutex<()>,
    /// Held for the life of the process.
    _lock: File,
}

impl App {
    /// Opens the data folder and the catalog, and sweeps away what a crash left.
    pub(crate) async fn start(settings: Settings) -> Result<Self, StartError> {
        let Opened { storage, catalog, lock } = start::open(&settings).await?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let uploads = Uploads::open(&settings.work, settings.upload_expiry, settings.max_pending_bytes).map_err(StartError::Uploads)?;
        let parts = Parts {
            settings,
            catalog,
            storage,
            imports: Imports::default(),
            aheads: Aheads::default(),
            uploads,
            notices: Notices::default(),
            jobs: Jobs::default(),
            streams: Streams::default(),
            queries: sql::Turns::default(),
            parses: Semaphore::new(cores),
            workbooks: tokio::sync::Mutex::default(),
            profiles: tokio::sync::Mutex::default(),
            cases: tokio::sync::Mutex::default(),
            keyed_appends: tokio::sync::Mutex::default(),
            live: Encodings::default(),
            samples: tokio::sync::Mutex::default(),
            _lock: lock,
        };
        let app = App(Arc::new(parts));
        commits::catch_up(&app).await.map_err(StartError::Behind)?;
        ml::sweep(&app).await.map_err(StartError::Behind)?;
        rejected::sweep(&app).await.map_err(StartError::Behind)?;
        fault::arm();
        uploads::start(&app);
        jobs::start(&app).await?;
        streams::start(&app).await?;
        commits::vacuum::start(&app);
        sql::refresh::start(&app);
        cases::start(&app);
        Ok(app)
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
