-- What is being removed of a dataset's old versions.
ALTER TABLE datasets ADD COLUMN vacuum TEXT NOT NULL DEFAULT '{}';  -- JSON: catalog::Vacuum
