-- Unguessable links under which applicants without an account see how their application stands.
CREATE TABLE application_links (
  token TEXT PRIMARY KEY, record_id TEXT NOT NULL REFERENCES records(id)
);
