-- Uploads in pieces that are under way
CREATE TABLE uploads (
  id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts(id), org_id TEXT NOT NULL REFERENCES orgs(id),
  register TEXT NOT NULL, field TEXT NOT NULL, name TEXT NOT NULL, size_bytes BIGINT NOT NULL, file_id TEXT,
  created_at BIGINT NOT NULL
);
CREATE INDEX uploads_account_id_idx ON uploads(account_id);
CREATE INDEX uploads_created_at_idx ON uploads(created_at);
