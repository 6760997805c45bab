-- When a dataset was deleted. Until its files are removed it can be brought back.
ALTER TABLE datasets ADD COLUMN deleted_at TEXT;
