-- The log is read by moment over the units of a scope, and by unit, person and action
CREATE INDEX events_org_id_at_idx ON events(org_id, at, seq);
CREATE INDEX events_at_idx ON events(at, org_id, seq);
CREATE INDEX events_account_id_idx ON events(account_id, at);

-- Whose data a line of the log is about: SHA-256 of the mobile or identity number
CREATE TABLE event_people (
  person TEXT NOT NULL, org_id TEXT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (person, org_id, seq)
);

-- The post as whose holder the session looks at the site
ALTER TABLE sessions ADD COLUMN viewed_post_id TEXT REFERENCES posts(id);
