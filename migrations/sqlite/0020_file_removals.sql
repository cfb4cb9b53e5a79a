-- Files whose rows are gone and whose bytes have to go
CREATE TABLE file_removals (file_id TEXT PRIMARY KEY, removed_at BIGINT NOT NULL);
CREATE INDEX files_created_at_idx ON files(created_at) WHERE record_id IS NULL;
