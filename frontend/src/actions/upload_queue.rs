//! The files on their way: a few at once, the others wait their turn.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use futures::channel::oneshot;
use shared::wire::import::ImportOptions;
use web_sys::File;

use crate::js::xhr;
use crate::route::Page;
use crate::state::upload::Upload;

/// Files sent at once.
const AT_ONCE: usize = 3;

/// One file to send.
pub(super) struct Job {
    /// What the page shows of it.
    pub(super) upload: Upload,
    /// Where its bytes are.
    pub(super) source: Source,
    /// The page it was dropped on, if it came alone: then its dashboard is opened at once.
    pub(super) opens_from: Option<Page>,
    /// Whether the person chooses how it is read, whatever they want of files in general.
    pub(super) asks: bool,
}

/// Where a file's bytes are.
pub(super) enum Source {
    /// In the browser, which reads them piece by piece.
    File(File),
    /// At this address, from which the server fetches them.
    Link(String),
    /// All on the server, in the upload of this id.
    Kept(String),
}

/// What waits and what runs; a request only once it is open.
struct Queue<J, R> {
    waiting: VecDeque<(String, J)>,
    running: BTreeMap<String, Option<R>>,
}

impl<J, R> Queue<J, R> {
    const fn new() -> Queue<J, R> {
        Queue { waiting: VecDeque::new(), running: BTreeMap::new() }
    }

    /// The next job, if one waits and there is room; those who wait for the person, `asked` of them, take none.
    fn next(&mut self, asked: usize) -> Option<J> {
        if self.running.len() >= AT_ONCE + asked {
            return None;
        }
        let (id, job) = self.waiting.pop_front()?;
        self.running.insert(id, None);
        Some(job)
    }

    fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.running.is_empty()
    }
}

thread_local! {
    /// Those who wait for the person's choices.
    static ASKED: RefCell<BTreeMap<String, oneshot::Sender<ImportOptions>>> = const { RefCell::new(BTreeMap::new()) };
    /// The jobs whose files could not be read as they were found.
    static FAILED: RefCell<BTreeMap<String, Job>> = const { RefCell::new(BTreeMap::new()) };
    /// The uploads that the jobs of this page are at work with, by job.
    static HELD: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
    static QUEUE: RefCell<Queue<Job, xhr::Upload>> = const { RefCell::new(Queue::new()) };
}

/// Adds a job at the end.
pub(super) fn add(job: Job) {
    QUEUE.with_borrow_mut(|queue| queue.waiting.push_back((job.upload.id.clone(), job)));
}

/// The next job to run, if there is room.
pub(super) fn next() -> Option<Job> {
    let asked = ASKED.with_borrow(BTreeMap::len);
    QUEUE.with_borrow_mut(|queue| queue.next(asked))
}

/// Keeps a job's request, so that it can be stopped.
pub(super) fn keep_request(id: &str, request: xhr::Upload) {
    QUEUE.with_borrow_mut(|queue| queue.running.insert(id.to_owned(), Some(request)));
}

/// Says that a job is at work with an upload.
pub(super) fn hold(id: &str, upload: &str) {
    HELD.with_borrow_mut(|held| held.insert(id.to_owned(), upload.to_owned()));
}

/// The upload that a job is at work with.
pub(super) fn held(id: &str) -> Option<String> {
    HELD.with_borrow(|held| held.get(id).cloned())
}

/// Whether a job of this page is at work with an upload, or may be again.
pub(super) fn is_held(upload: &str) -> bool {
    let is_its = |job: &Job| matches!(&job.source, Source::Kept(kept) if kept == upload);
    HELD.with_borrow(|held| held.values().any(|held| held == upload)) || FAILED.with_borrow(|failed| failed.values().any(is_its))
}

/// Asks the person for choices; they never come if the job is stopped.
pub(super) fn ask(id: &str) -> oneshot::Receiver<ImportOptions> {
    let (sender, receiver) = oneshot::channel();
    ASKED.with_borrow_mut(|asked| asked.insert(id.to_owned(), sender));
    receiver
}

/// Gives a job the choices that it waits for.
pub(super) fn answer(id: &str, options: ImportOptions) {
    if let Some(asked) = ASKED.with_borrow_mut(|asked| asked.remove(id)) {
        let _ = asked.send(options);
    }
}

/// Keeps a job whose file may be read with other choices.
pub(super) fn keep_failed(job: Job) {
    FAILED.with_borrow_mut(|failed| failed.insert(job.upload.id.clone(), job));
}

/// Such a job, which is kept no longer.
pub(super) fn take_failed(id: &str) -> Option<Job> {
    FAILED.with_borrow_mut(|failed| failed.remove(id))
}

/// The job is over.
pub(super) fn remove(id: &str) {
    HELD.with_borrow_mut(|held| held.remove(id));
    QUEUE.with_borrow_mut(|queue| {
        queue.waiting.retain(|(waiting, _)| waiting != id);
        queue.running.remove(id);
    });
}

/// Whether the job is running.
pub(super) fn is_running(id: &str) -> bool {
    QUEUE.with_borrow(|queue| queue.running.contains_key(id))
}

/// Whether no file is on its way.
pub(super) fn is_empty() -> bool {
    QUEUE.with_borrow(Queue::is_empty)
}

/// Stops a job: takes it from the queue or aborts its request.
pub(super) fn stop(id: &str) {
    ASKED.with_borrow_mut(|asked| asked.remove(id));
    let request = QUEUE.with_borrow_mut(|queue| {
        queue.waiting.retain(|(waiting, _)| waiting != id);
        queue.running.get_mut(id).and_then(Option::take)
    });
    if let Some(request) = request {
        request.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_run_and_the_fourth_waits_its_turn() {
        let mut queue: Queue<u8, ()> = Queue::new();
        for job in 1..=4 {
            queue.waiting.push_back((job.to_string(), job));
        }
        assert_eq!([0; 4].map(|asked| queue.next(asked)), [Some(1), Some(2), Some(3), None]);
        queue.running.remove("2");
        assert_eq!(queue.next(0), Some(4));
        assert_eq!(queue.next(0), None);
        assert!(!queue.is_empty());
    }

    #[test]
    fn who_waits_for_the_person_keeps_no_other_waiting() {
        let mut queue: Queue<u8, ()> = Queue::new();
        for job in 1..=5 {
            queue.waiting.push_back((job.to_string(), job));
        }
        assert_eq!([0, 0, 0, 1, 1].map(|asked| queue.next(asked)), [Some(1), Some(2), Some(3), Some(4), None]);
    }
}
