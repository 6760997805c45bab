-- Models. Their bytes are in the object store; a model exists when its row does.
CREATE TABLE models (
    id               TEXT PRIMARY KEY,
    name             TEXT NOT NULL,
    state            TEXT NOT NULL,  -- wire::model::ModelState
    spec             TEXT NOT NULL,  -- JSON: wire::model::TrainSpec
    dataset_version  BIGINT NOT NULL,
    job              TEXT NOT NULL,  -- the job that trains it; it may be gone from the history
    metrics          TEXT,           -- JSON: wire::model::Metrics
    curve            TEXT NOT NULL,  -- JSON: wire::model::CurvePoint[]
    trained_secs     TEXT,           -- JSON: a number of seconds
    problem          TEXT,           -- JSON: wire::problem::Problem
    created_at       TEXT NOT NULL
);

CREATE INDEX models_of_job ON models (job);

-- Which columns of which dataset a model made, so that applying it again replaces them.
CREATE TABLE applications (
    model    TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE,
    dataset  TEXT NOT NULL,
    columns  TEXT NOT NULL,  -- JSON: the kind and name of each
    PRIMARY KEY (model, dataset)
);
