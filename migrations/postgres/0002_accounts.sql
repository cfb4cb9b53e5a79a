-- Accounts: mail address, one account per mobile number
ALTER TABLE accounts ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN email_confirmed_at BIGINT;
-- Before a number could sign in, several accounts could name it: only the oldest keeps it.
UPDATE accounts SET mobile = '' WHERE mobile <> '' AND EXISTS (
  SELECT 1 FROM accounts older WHERE older.mobile = accounts.mobile AND older.id < accounts.id
);
CREATE UNIQUE INDEX accounts_mobile_idx ON accounts(mobile) WHERE mobile <> '';
CREATE UNIQUE INDEX accounts_email_idx ON accounts(email) WHERE email_confirmed_at IS NOT NULL;
-- People whose account is made when they first sign in with their mobile number
CREATE TABLE awaited_people (
  mobile TEXT NOT NULL, org_id TEXT NOT NULL REFERENCES orgs(id), role TEXT NOT NULL, name TEXT NOT NULL,
  created_at BIGINT NOT NULL, created_by TEXT NOT NULL REFERENCES accounts(id), PRIMARY KEY (mobile, org_id, role)
);
CREATE INDEX awaited_people_org_id_idx ON awaited_people(org_id, name);

-- Sessions as their owner sees them
DELETE FROM sessions;
ALTER TABLE sessions ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN remote TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sessions_expires_at_idx ON sessions(expires_at);
-- Browsers in which an account has signed in before
CREATE TABLE devices (
  token_hash TEXT NOT NULL, account_id TEXT NOT NULL REFERENCES accounts(id), seen_at BIGINT NOT NULL,
  PRIMARY KEY (token_hash, account_id)
);
CREATE INDEX devices_seen_at_idx ON devices(seen_at);

-- Counters that slow down guessing: uses of a key since its window began
DROP TABLE throttles;
CREATE TABLE throttles (key TEXT PRIMARY KEY, uses BIGINT NOT NULL, window_at BIGINT NOT NULL);
CREATE INDEX throttles_window_at_idx ON throttles(window_at);

-- What is answered once: pictures, and codes and links that were sent
CREATE TABLE captchas (id TEXT PRIMARY KEY, answer_hash TEXT NOT NULL, sum BIGINT NOT NULL, expires_at BIGINT NOT NULL);
CREATE INDEX captchas_expires_at_idx ON captchas(expires_at);
CREATE TABLE passcodes (
  id TEXT PRIMARY KEY, purpose TEXT NOT NULL, account_id TEXT REFERENCES accounts(id), target TEXT NOT NULL,
  secret_hash TEXT NOT NULL, tries BIGINT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL
);
CREATE INDEX passcodes_expires_at_idx ON passcodes(expires_at);
CREATE INDEX passcodes_account_id_idx ON passcodes(account_id, purpose);

-- Mail and short messages on their way
CREATE TABLE outbox (
  id TEXT PRIMARY KEY, channel TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
  secret BOOLEAN NOT NULL, created_at BIGINT NOT NULL, next_at BIGINT NOT NULL, tries BIGINT NOT NULL,
  sent_at BIGINT, failed_at BIGINT, fault TEXT NOT NULL
);
CREATE INDEX outbox_next_at_idx ON outbox(next_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_created_at_idx ON outbox(created_at, id);
