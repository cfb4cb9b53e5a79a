-- Who decides together what arrives at a unit, per register
CREATE TABLE panels (
  org_id TEXT NOT NULL REFERENCES orgs(id), register TEXT NOT NULL, mode TEXT NOT NULL, share_x100 BIGINT NOT NULL,
  veto BOOLEAN NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (org_id, register)
);
CREATE TABLE panel_members (
  org_id TEXT NOT NULL REFERENCES orgs(id), register TEXT NOT NULL, place BIGINT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts(id), PRIMARY KEY (org_id, register, place)
);
-- Those who decide a case together, as it was laid down when the case arrived; no mode: one decides alone
ALTER TABLE cases ADD COLUMN panel_mode TEXT;
ALTER TABLE cases ADD COLUMN panel_share_x100 BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN panel_veto BOOLEAN NOT NULL DEFAULT FALSE;
CREATE TABLE case_seats (
  record_id TEXT NOT NULL REFERENCES records(id), place BIGINT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts(id), name TEXT NOT NULL, vote TEXT, opinion TEXT NOT NULL,
  voter_id TEXT REFERENCES accounts(id), voter_name TEXT NOT NULL, voted_at BIGINT, PRIMARY KEY (record_id, place)
);
