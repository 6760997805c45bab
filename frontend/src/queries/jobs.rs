//! Reads of the jobs.

use std::collections::BTreeMap;

use shared::engine::order::arranged;
use shared::wire::job::{Job, JobSpec, JobState};

/// Jobs followed at once: each takes one of the few connections that a browser opens to a server.
const FOLLOWED: usize = 2;

/// The jobs to follow: those that something waits for, then those that run, then those that will.
pub fn to_follow(jobs: &[Job], awaited: &[String]) -> Vec<String> {
    // The list has the newest first, and the oldest of the waiting ones is next.
    let active: Vec<&Job> = jobs.iter().rev().filter(|job| !job.state.is_over()).collect();
    let rank = |job: &Job| (!awaited.contains(&job.id), job.state != JobState::Running);
    let order = arranged(active.len(), &|a, b| rank(active[a]).cmp(&rank(active[b])));
    order.into_iter().take(FOLLOWED).map(|at| active[at].id.clone()).collect()
}

/// The jobs with one of them as it is now; a job that wasn't there is the newest.
pub fn with(jobs: &mut Vec<Job>, job: Job) {
    match jobs.iter_mut().find(|old| old.id == job.id) {
        // What is over stays so: an older answer may come later.
        Some(old) if !old.state.is_over() => *old = job,
        Some(_) => {}
        None => jobs.insert(0, job),
    }
}

/// The id of the thing that a job works on.
pub fn subject(spec: &JobSpec) -> &str {
    match spec {
        JobSpec::Compaction { dataset }
        | JobSpec::Vacuum { dataset }
        | JobSpec::Predict { dataset, .. }
        | JobSpec::SqlMaterialise { dataset, .. } => dataset,
        JobSpec::KafkaOut { stream } => stream,
        JobSpec::Train { model } => model,
    }
}

/// The name of the thing that a job works on, if it is known.
pub fn subject_name(spec: &JobSpec, names: &BTreeMap<String, String>) -> Option<String> {
    match spec {
        JobSpec::SqlMaterialise { name, .. } => Some(name.clone()),
        other => names.get(subject(other)).cloned(),
    }
}

/// How far a job is, in per cent; none if its end isn't in sight.
pub fn percent(job: &Job) -> Option<u64> {
    let total = job.progress.total.filter(|total| *total > 0)?;
    Some(job.progress.done.min(total) * 100 / total)
}

#[cfg(test)]
mod tests {
    use shared::wire::job::JobProgress;

    use super::*;

    fn job(id: &str, state: JobState) -> Job {
        Job {
            id: id.into(),
            spec: JobSpec::Compaction { dataset: "d".into() },
            state,
            progress: JobProgress::default(),
            result: None,
            problem: None,
            attempts: 1,
            created_at: String::new(),
            started_at: None,
            ended_at: None,
        }
    }

    #[test]
    fn the_awaited_job_is_followed_first_and_never_too_many() {
        use JobState::{Queued, Running, Succeeded};
        let jobs = [job("e", Queued), job("d", Queued), job("c", Running), job("b", Running), job("a", Succeeded)];
        assert_eq!(to_follow(&jobs, &[]), ["b", "c"]);
        assert_eq!(to_follow(&jobs, &["e".into()]), ["e", "b"]);
        assert_eq!(to_follow(&jobs[..2], &[]), ["d", "e"]);
    }

    #[test]
    fn a_job_that_is_over_stays_over() {
        let mut jobs = vec![job("a", JobState::Cancelled)];
        with(&mut jobs, job("a", JobState::Running));
        with(&mut jobs, job("b", JobState::Queued));
        assert_eq!(jobs.iter().map(|job| (job.id.as_str(), job.state)).collect::<Vec<_>>(), [("b", JobState::Queued), ("a", JobState::Cancelled)]);
    }

    #[test]
    fn progress_without_a_total_has_no_share() {
        let mut running = job("a", JobState::Running);
        running.progress = JobProgress { done: 5, total: None, ..JobProgress::default() };
        assert_eq!(percent(&running), None);
        running.progress.total = Some(0);
        assert_eq!(percent(&running), None);
        running.progress.total = Some(10);
        assert_eq!(percent(&running), Some(50));
    }
}
