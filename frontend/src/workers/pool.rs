//! A pool of workers over one version of one dataset.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::{Rc, Weak};

use futures::channel::oneshot;
use shared::one_by_one::one_by_one;
use shared::wire::problem::{Code, Problem};
use shared::wire::query::{FilterSpec, QuerySpec};
use shared::wire::sample::SampleSpec;
use shared::worker::protocol::{ToWorker, Urgency, asks_for};

use super::desk::Desk;
use super::gather::{Gather, Gathered, Merged};
use super::member::Member;
use super::notice::Notice;
use super::progress::Progress;
use super::replace::Losses;
use super::replies;
use super::slices::Slice;
use super::source::Source;
use super::spare;
use crate::js::performance;
use crate::net::trouble;

/// What one worker has of what it was asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Share {
    /// The worker's rows that pass the filters.
    pub matched: u64,
    /// Rows times columns.
    pub cells: Vec<Vec<Option<String>>>,
    /// A sample of its rows.
    pub sample: Vec<u8>,
}

/// Which rows and cells are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// The columns, in order.
    pub columns: Vec<String>,
    /// The column whose cells come as addresses of pictures.
    pub picture: Option<String>,
    /// All of them must hold.
    pub filters: Vec<FilterSpec>,
    /// How soon they are wanted.
    pub urgency: Urgency,
}

/// A handle; the workers end with the last one.
#[derive(Clone)]
pub struct Pool(pub(super) Rc<RefCell<Inner>>);

pub(super) type Answered<T> = oneshot::Sender<Result<T, Problem>>;

/// A question and who waits for its answer.
pub(super) struct Ask {
    pub(super) spec: QuerySpec,
    pub(super) urgency: Urgency,
    pub(super) answered: Answered<Merged>,
}

/// Rows of one worker, or its part of a sample, that are on their way.
pub(super) struct Reading {
    pub(super) tile: String,
    pub(super) answered: Answered<Share>,
    pub(super) worker: usize,
    pub(super) message: ToWorker,
    /// The worker was lost before it answered.
    pub(super) lost: bool,
}

/// A question under way.
pub(super) struct Asked {
    pub(super) asker: String,
    pub(super) ask: Ask,
    pub(super) gather: Gather,
    pub(super) since: f64,
}

pub(super) struct Inner {
    pub(super) source: Source,
    pub(super) loads: Vec<Vec<String>>,
    pub(super) members: Vec<Member>,
    pub(super) progress: Progress,
    pub(super) desk: Desk<Ask>,
    pub(super) asked: BTreeMap<u64, Asked>,
    /// How often each asker has asked or taken back what it asked.
    turns: BTreeMap<String, u64>,
    pub(super) reading: BTreeMap<u64, Reading>,
    /// Makes a worker for a place in the pool.
    pub(super) start: Rc<dyn Fn(usize) -> Result<Member, Problem>>,
    pub(super) losses: Losses,
    /// The columns that are kept once all rows are in, if others are to be freed.
    pub(super) keeps: Option<Vec<String>>,
    /// Questions that wait until a lost worker's rows are in again.
    pub(super) postponed: Vec<(String, Ask)>,
    pub(super) failed: Option<Problem>,
    /// When it was opened, until all rows are in.
    pub(super) opened: Option<f64>,
    /// The live stream that is on; news of others are old.
    pub(super) live: u32,
    next_query: u64,
    notice: Rc<dyn Fn(Notice)>,
}

impl Pool {
    /// Starts the workers and their first load. `notice` is called from the event loop, never from inside a call of this pool.
    pub fn open(source: Source, loads: Vec<Vec<String>>, workers: usize, notice: impl Fn(Notice) + 'static) -> Result<Pool, Problem> {
        let start = |inner: &Weak<RefCell<Inner>>| -> Rc<dyn Fn(usize) -> Result<Member, Problem>> {
            let inner = inner.clone();
            Rc::new(move |worker| {
                let inner = inner.clone();
                Member::start(move |heard| {
                    if let Some(inner) = inner.upgrade() {
                        replies::hear(&inner, worker, heard);
                    }
                })
            })
        };
        let pool = Pool(Rc::new_cyclic(|inner| RefCell::new(Inner::new(source, loads, workers, start(inner), Rc::new(notice)))));
        let start = Rc::clone(&pool.0.borrow().start);
        for worker in 0..workers {
            let member = start(worker)?;
            pool.0.borrow_mut().members.push(member);
        }
        spare::dismiss();
        pool.0.borrow_mut().load_everywhere(0)?;
        Ok(pool)
    }

    /// Asks all workers. Nothing comes back if the same asker asked again before this question was sent.
    pub async fn query(&self, asker: &str, spec: QuerySpec, urgency: Urgency) -> Option<Result<Gathered, Problem>> {
        Some(self.merged(asker, spec.clone(), urgency).await?.map(|merged| merged.finish(&spec)))
    }

    /// Takes back what an asker, and those who ask for it, have asked: nothing comes back, and workers forget what they keep for it.
    pub fn cancel(&self, asker: &str) {
        self.turn(asker);
        self.0.borrow_mut().cancel(asker);
    }

    /// A tile has come onto the screen: what its askers (its id, or its id, `:` and more) have asked as hidden is wanted at once.
    pub fn hasten(&self, tile: &str) {
        self.0.borrow_mut().hasten(tile);
    }

    /// Sends a settled question to all workers.
    pub(super) async fn sent(&self, asker: &str, spec: QuerySpec, urgency: Urgency) -> Option<Result<Merged, Problem>> {
        let (answered, answer) = oneshot::channel();
        self.0.borrow_mut().offer(asker, Ask { spec, urgency, answered });
        answer.await.ok()
    }

    /// Counts the questions of an asker: this one is the latest.
    pub(super) fn turn(&self, asker: &str) -> u64 {
        let turns = &mut self.0.borrow_mut().turns;
        let turn = turns.entry(asker.to_owned()).or_default();
        *turn += 1;
        *turn
    }

    /// Whether a question of an asker is still the latest.
    pub(super) fn is_turn(&self, asker: &str, turn: u64) -> bool {
        self.0.borrow().turns.get(asker) == Some(&turn)
    }

    /// Asks one worker for some of its rows, for a tile; nothing comes back if there is no such worker.
    pub async fn rows(&self, tile: &str, slice: Slice, cells: &Wanted) -> Option<Result<Share, Problem>> {
        let Wanted { columns, filters, picture, urgency } = cells.clone();
        let Slice { worker, offset, limit } = slice;
        let (asked, asker) = (columns.clone(), tile.to_owned());
        let mut share =
            self.ask_one(tile, worker, |query| ToWorker::Rows { query, asker, urgency, columns, filters, offset, limit, picture }).await?;
        if let Ok(share) = &mut share {
            self.0.borrow().source.zones.told(&asked, &mut share.cells);
        }
        Some(share)
    }

    /// Asks one worker for its part of a sample; nothing comes back if there is no such worker.
    pub async fn sample(&self, asker: &str, worker: usize, spec: SampleSpec, urgency: Urgency) -> Option<Result<Share, Problem>> {
        let (first_row, named) = (self.0.borrow().source.first_row(worker, self.workers()), asker.to_owned());
        self.ask_one(asker, worker, |query| ToWorker::Sample { query, asker: named, urgency, first_row, spec }).await
    }

    /// Asks one worker, for a tile or one who asks for it.
    async fn ask_one(&self, tile: &str, worker: usize, message: impl FnOnce(u64) -> ToWorker) -> Option<Result<Share, Problem>> {
        let (answered, answer) = oneshot::channel();
        self.0.borrow_mut().read(tile, worker, answered, message);
        answer.await.ok()
    }

    /// Follows the rows that are appended, or goes on with them. They are kept by the last worker, because they come after all others.
    pub fn follow(&self) {
        self.0.borrow_mut().follow();
    }

    /// Leaves the live stream; what came by it stays.
    pub fn leave(&self) {
        self.0.borrow_mut().leave();
    }

    /// How far the loads are.
    pub fn progress(&self) -> Progress {
        self.0.borrow().progress.clone()
    }

    /// How much of the loads is in: rows, each once per load, and all there are.
    pub fn loaded(&self) -> (u64, u64) {
        let inner = self.0.borrow();
        inner.progress.of_all_loads(inner.source.rows)
    }

    /// How many workers share the rows.
    pub fn workers(&self) -> usize {
        self.0.borrow().members.len()
    }

    /// Ends the workers; every question is answered with a problem from now on.
    pub fn close(&self) {
        let closed = trouble::problem(Code::InvalidRequest, "These data were closed. Open them again.", &[("field", "handle"), ("reason", "closed")]);
        self.0.borrow_mut().fail(&closed);
    }

    /// Whether both are handles of the same workers.
    pub fn is(&self, other: &Pool) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Inner {
    fn new(
        source: Source,
        loads: Vec<Vec<String>>,
        workers: usize,
        start: Rc<dyn Fn(usize) -> Result<Member, Problem>>,
        notice: Rc<dyn Fn(Notice)>,
    ) -> Inner {
        Inner {
            progress: Progress::new(workers, loads.len()),
            source,
            loads,
            members: Vec::with_capacity(workers),
            desk: Desk::default(),
            asked: BTreeMap::new(),
            turns: BTreeMap::new(),
            reading: BTreeMap::new(),
            start,
            losses: Losses::default(),
            keeps: None,
            postponed: Vec::new(),
            failed: None,
            opened: Some(performance::now()),
            live: 0,
            next_query: 0,
            notice,
        }
    }

    pub(super) fn notice(&self) -> Rc<dyn Fn(Notice)> {
        Rc::clone(&self.notice)
    }

    /// Begins a load in all workers.
    fn load_everywhere(&mut self, load: usize) -> Result<(), Problem> {
        (0..self.members.len()).try_for_each(|worker| self.load(worker, load))
    }

    /// Begins a load in one worker, if there is such a load.
    pub(super) fn load(&mut self, worker: usize, load: usize) -> Result<(), Problem> {
        let Some(columns) = self.loads.get(load) else { return Ok(()) };
        let url = self.source.part(columns, worker, self.members.len());
        let Some(member) = self.members.get_mut(worker) else { return Ok(()) };
        // There are at most two loads.
        member.tell(&ToWorker::Load { load: load as u32, part: worker as u32, url })
    }

    pub(super) fn follow(&mut self) {
        self.live += 1;
        self.losses.follow();
        let columns: BTreeSet<&String> = one_by_one(self.loads.iter().flatten());
        let url = self.source.live(columns);
        self.tell_last(&ToWorker::Live { live: self.live, url });
    }

    pub(super) fn tell_last(&mut self, message: &ToWorker) {
        let Some(member) = self.members.last_mut() else { return };
        if let Err(problem) = member.tell(message) {
            self.fail(&problem);
        }
    }

    fn offer(&mut self, asker: &str, ask: Ask) {
        if let Some(problem) = &self.failed {
            let _ = ask.answered.send(Err(problem.clone()));
        } else if let Some(ask) = self.desk.offer(asker, ask) {
            // A worker that was replaced has not all of its rows again: its answer would be no whole one.
            if self.losses.is_recovering() {
                self.postponed.push((asker.to_owned(), ask));
            } else {
                self.begin(asker.to_owned(), ask);
            }
        }
    }

    pub(super) fn begin(&mut self, asker: String, ask: Ask) {
        let query = self.number();
        let message = ToWorker::Query { query, asker: asker.clone(), urgency: ask.urgency, spec: ask.spec.clone() };
        let told = self.members.iter_mut().try_for_each(|member| member.tell(&message));
        let gather = Gather::new(self.members.len());
        self.asked.insert(query, Asked { asker, ask, gather, since: performance::now() });
        if let Err(problem) = told {
            self.fail(&problem);
        }
    }

    fn cancel(&mut self, asker: &str) {
        self.desk.forget(asker);
        self.postponed.retain(|(postponed, _)| !asks_for(postponed, asker));
        self.asked.retain(|_, asked| !asks_for(&asked.asker, asker));
        self.reading.retain(|_, reading| !asks_for(&reading.tile, asker));
        let cancel = ToWorker::Cancel { asker: asker.to_owned() };
        if let Err(problem) = self.members.iter_mut().try_for_each(|member| member.tell(&cancel)) {
            self.fail(&problem);
        }
    }

    fn read(&mut self, tile: &str, worker: usize, answered: Answered<Share>, message: impl FnOnce(u64) -> ToWorker) {
        if let Some(problem) = &self.failed {
            let _ = answered.send(Err(problem.clone()));
            return;
        }
        let query = self.number();
        if worker < self.members.len() {
            let lost = self.losses.is_recovering();
            self.reading.insert(query, Reading { tile: tile.to_owned(), answered, worker, message: message(query), lost });
            if !lost {
                self.read_again(query);
            }
        }
    }

    /// Tells a worker which of its rows are wanted.
    pub(super) fn read_again(&mut self, query: u64) {
        let Some(reading) = self.reading.get_mut(&query) else { return };
        reading.lost = false;
        let told = self.members.get_mut(reading.worker).map_or(Ok(()), |member| member.tell(&reading.message));
        if let Err(problem) = told {
            self.fail(&problem);
        }
    }

    /// Ends the workers and answers every question, now and from now on, with a problem.
    pub(super) fn fail(&mut self, problem: &Problem) {
        self.failed.get_or_insert_with(|| problem.clone());
        self.members.clear();
        self.progress = Progress::default();
        self.desk.clear();
        for asked in std::mem::take(&mut self.asked).into_values() {
            let _ = asked.ask.answered.send(Err(problem.clone()));
        }
        for reading in std::mem::take(&mut self.reading).into_values() {
            let _ = reading.answered.send(Err(problem.clone()));
        }
        for (_, ask) in std::mem::take(&mut self.postponed) {
            let _ = ask.answered.send(Err(problem.clone()));
        }
    }

    fn number(&mut self) -> u64 {
        self.next_query += 1;
        self.next_query
    }
}
