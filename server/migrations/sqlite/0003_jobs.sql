-- Background work. A running job has a lease that its server renews; when the lease runs out, the job is queued again.
CREATE TABLE jobs (
    id                TEXT PRIMARY KEY,  -- UUID v7, so the order of ids is the order of making
    lane              TEXT NOT NULL,     -- 'learning' or 'other'; each has its own runners
    spec              TEXT NOT NULL,     -- JSON: wire::job::JobSpec
    spec_hash         TEXT NOT NULL,     -- SHA-256 of spec
    state             TEXT NOT NULL,     -- wire::job::JobState
    progress          TEXT NOT NULL,     -- JSON: wire::job::JobProgress
    result            TEXT,              -- JSON: wire::job::JobResult
    problem           TEXT,              -- JSON: wire::problem::Problem
    attempts          INTEGER NOT NULL,
    lease_owner       TEXT,
    lease_until       TEXT,
    cancel_requested  INTEGER NOT NULL,
    created_at        TEXT NOT NULL,
    started_at        TEXT,
    ended_at          TEXT
) STRICT;

CREATE INDEX jobs_by_state ON jobs (state, id);
