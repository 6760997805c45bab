-- Running connections. The server that runs a stream has a lease on it; the truth about what was taken is in the target's Delta log.
CREATE TABLE streams (
    id            TEXT PRIMARY KEY,  -- UUID v7
    name          TEXT NOT NULL,
    spec          TEXT NOT NULL,     -- JSON: wire::stream::StreamSpec
    state         TEXT NOT NULL,     -- wire::stream::StreamState
    target        TEXT,              -- a dataset's id
    dead_letters  TEXT,              -- a dataset's id
    status        TEXT NOT NULL,     -- JSON: wire::stream::StreamStatus
    memory        TEXT NOT NULL,     -- JSON: streams::memory::Memory
    problem       TEXT,              -- JSON: wire::problem::Problem
    owner         TEXT,
    lease_until   TEXT,
    created_at    TEXT NOT NULL
);
