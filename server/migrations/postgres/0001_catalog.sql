-- What exists. Bytes are in the storage folder; a dataset exists when its row does.
CREATE TABLE datasets (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    version     BIGINT NOT NULL,
    row_count   BIGINT NOT NULL,
    size_bytes  BIGINT NOT NULL,
    columns     TEXT NOT NULL,  -- JSON: wire::dataset::Column[]
    source      TEXT NOT NULL,  -- JSON: wire::dataset::Source
    import      TEXT NOT NULL,  -- JSON: wire::dataset::ImportReport
    profile     TEXT NOT NULL,  -- JSON: wire::profile::Profile
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
);

CREATE TABLE dashboards (
    id          TEXT PRIMARY KEY,
    title       TEXT NOT NULL,
    version     BIGINT NOT NULL,
    tiles       TEXT NOT NULL,  -- JSON: wire::dashboard::Tile[]
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
);

CREATE TABLE links (
    id          TEXT PRIMARY KEY,
    dashboard   TEXT NOT NULL REFERENCES dashboards (id) ON DELETE CASCADE,
    token_hash  BYTEA NOT NULL UNIQUE,  -- SHA-256; the token itself is never stored
    access      TEXT NOT NULL,
    view        TEXT NOT NULL,  -- JSON: wire::dashboard::View
    created_at  TEXT NOT NULL,
    revoked_at  TEXT
);

CREATE INDEX links_of_dashboard ON links (dashboard);
