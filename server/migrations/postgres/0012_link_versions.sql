-- The versions that a link stays at, whatever its dashboard shows.
ALTER TABLE links ADD COLUMN versions TEXT NOT NULL DEFAULT '{}';  -- JSON: {dataset: version}
