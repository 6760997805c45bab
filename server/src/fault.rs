//! Named places at which a test may end this process as `kill -9` would: wherever something that lasts has just changed, or is about to.
//!
//! `SIGHTLINE_FAULT=commit.log-written` names one, in the environment of the server and of its children; `sightline faults` lists them all, so that a
//! test can step through them and none is forgotten. With `@` and a path behind the name the process makes that file and waits until somebody takes
//! it away, once, and goes on. In a release build none of this is there.

/// One table: what a place is called here, and outside.
macro_rules! points {
    ($($(#[$about:meta])* $point:ident = $name:literal,)+) => {
        /// A place at which the process may be ended.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Point {
            $($(#[$about])* $point,)+
        }

        impl Point {
            /// All of them.
            #[cfg(debug_assertions)]
            const ALL: &[Point] = &[$(Point::$point,)+];

            #[cfg(debug_assertions)]
            const fn name(self) -> &'static str {
                match self {
                    $(Point::$point => $name,)+
                }
            }
        }
    };
}

points! {
    /// An upload has its folder and is none yet.
    UploadFolder = "upload.folder-made",
    /// A note of an upload is written, but not in its place.
    UploadNote = "upload.note-written",
    UploadBegun = "upload.begun",
    /// Bytes are written, perhaps not synced.
    UploadBytes = "upload.bytes-written",
    UploadSynced = "upload.bytes-synced",
    UploadOffset = "upload.offset-written",
    /// Its dataset is there, the bytes are no upload any more, but lie there.
    UploadDiscarded = "upload.half-discarded",
    /// The bytes of a request are in staging.
    ImportReceived = "import.received",
    /// Rows are read again, and none is stored.
    ImportRead = "import.read-again",
    ImportOriginal = "import.original-kept",
    ImportRejected = "import.rejected-cells-stored",
    /// The rows of another reading are there, the rejected cells of the one before too.
    ImportReplaced = "import.replaced",
    /// In the child: it has begun.
    ParseBegun = "parse.begun",
    /// In the child: files are written, and the server does not know them.
    ParseWritten = "parse.files-written",
    AppendParsed = "append.parsed",
    AppendStored = "append.stored",
    /// The bytes that the rows were read from are beside the table, no row is.
    CommitKept = "commit.bytes-kept",
    /// The first file is beside the table.
    CommitPlaced = "commit.file-placed",
    CommitFiles = "commit.files-synced",
    CommitLog = "commit.log-written",
    CommitSynced = "commit.log-synced",
    /// The catalog's row says so, nobody was told.
    CommitRow = "commit.row-written",
    /// The catalog has changed, its backup has not.
    CatalogChanged = "catalog.changed",
    CatalogCopied = "catalog.backup-written",
    CatalogBackup = "catalog.backup-placed",
    /// A restore may go on: no stream fills the dataset.
    RestoreChecked = "restore.checked",
    /// A data file is about to be held against its checksum.
    VerifyBegun = "verify.begun",
    CompactionBegun = "compaction.begun",
    /// In the child: files are written, and the server does not know them.
    CompactionWritten = "compaction.files-written",
    CompactionMerged = "compaction.merged",
    /// It is committed, and the job is not over.
    CompactionDone = "compaction.committed",
    /// In the child: the model's file is written, and the server does not know it.
    ModelWritten = "model.file-written",
    /// The model's file is in its place, its row says that it is being trained.
    ModelPlaced = "model.file-placed",
    /// The model is ready, and its job is not over.
    ModelReady = "model.row-written",
    /// Versions are declared gone, no file is deleted.
    VacuumDeclared = "vacuum.declared",
    VacuumFile = "vacuum.file-deleted",
    /// All files are deleted that were to be, and the catalog has not heard of it.
    VacuumFiles = "vacuum.files-deleted",
    VacuumNoted = "vacuum.noted",
    /// The deletion is committed and noted, nobody was told.
    DeleteNoted = "delete.noted",
    /// The dataset is forgotten, its files are there.
    DeleteRow = "delete.row-gone",
    DeleteFile = "delete.file-gone",
    DeleteFiles = "delete.files-gone",
}

#[cfg(debug_assertions)]
mod armed {
    use std::path::Path;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use rustix::process::{Signal, getpid, kill_process};
    use tokio::runtime::RuntimeFlavor;

    use super::Point;

    /// The variable that names a point.
    pub(crate) const VARIABLE: &str = "SIGHTLINE_FAULT";

    static ARMED: OnceLock<String> = OnceLock::new();
    static HAS_WAITED: AtomicBool = AtomicBool::new(false);

    /// From now on the point that the environment names ends the process.
    pub(crate) fn arm() {
        if let Ok(name) = std::env::var(VARIABLE) {
            ARMED.get_or_init(|| name);
        }
    }

    /// Ends the process, or waits, if it was asked to here.
    pub(crate) fn point(point: Point) {
        let Some(armed) = ARMED.get() else { return };
        match armed.split_once('@') {
            None if armed == point.name() => end(point),
            Some((name, file)) if name == point.name() && !HAS_WAITED.swap(true, Ordering::SeqCst) => {
                // Others on the same thread must not wait too.
                match tokio::runtime::Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
                    Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(|| wait(Path::new(file))),
                    _ => wait(Path::new(file)),
                }
            }
            _ => {}
        }
    }

    fn end(point: Point) -> ! {
        eprintln!("sightline: cut at {}", point.name());
        let _ = kill_process(getpid(), Signal::KILL);
        loop {
            std::thread::park();
        }
    }

    fn wait(file: &Path) {
        if std::fs::write(file, []).is_ok() {
            while file.exists() {
                std::thread::park_timeout(Duration::from_millis(5));
            }
        }
    }

    /// Where a process writes that it is held; its sandbox must let it.
    pub(crate) fn folder() -> Option<std::path::PathBuf> {
        let named = std::env::var(VARIABLE).ok()?;
        std::path::Path::new(named.split_once('@')?.1).parent().map(Into::into)
    }

    /// Says the names of all points, a line for each.
    pub(crate) fn list() {
        for point in Point::ALL {
            println!("{}", point.name());
        }
    }
}

#[cfg(debug_assertions)]
pub(crate) use armed::{VARIABLE, arm, folder, list, point};

/// Nothing in a release build.
#[cfg(not(debug_assertions))]
pub(crate) fn arm() {}

/// Nothing in a release build.
#[cfg(not(debug_assertions))]
pub(crate) fn point(_: Point) {}

/// Nothing in a release build.
#[cfg(not(debug_assertions))]
pub(crate) fn folder() -> Option<std::path::PathBuf> {
    None
}
