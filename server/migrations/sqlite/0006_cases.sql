-- The worked cases that somebody asked for, and what was made of each so far.
CREATE TABLE cases (
    key         TEXT PRIMARY KEY,
    made        TEXT NOT NULL  -- JSON: cases::Made
);
