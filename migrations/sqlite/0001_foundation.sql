-- Organisations
CREATE TABLE orgs (
  id TEXT PRIMARY KEY, parent_id TEXT REFERENCES orgs(id), kind TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
  enabled BOOLEAN NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX orgs_code_idx ON orgs(code);
CREATE INDEX orgs_parent_id_name_idx ON orgs(parent_id, name, id);
CREATE TABLE org_closure (
  ancestor_id TEXT NOT NULL REFERENCES orgs(id), descendant_id TEXT NOT NULL REFERENCES orgs(id), depth BIGINT NOT NULL,
  PRIMARY KEY (ancestor_id, descendant_id)
);
CREATE INDEX org_closure_descendant_id_idx ON org_closure(descendant_id, depth);

-- Accounts
CREATE TABLE accounts (
  id TEXT PRIMARY KEY, login TEXT NOT NULL, name TEXT NOT NULL, mobile TEXT NOT NULL, password_hash TEXT NOT NULL,
  enabled BOOLEAN NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX accounts_login_idx ON accounts(login);
CREATE TABLE posts (
  id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts(id), org_id TEXT NOT NULL REFERENCES orgs(id),
  role TEXT NOT NULL, since_on TEXT NOT NULL, until_on TEXT
);
CREATE UNIQUE INDEX posts_administrator_idx ON posts(org_id) WHERE role = 'administrator' AND until_on IS NULL;
CREATE INDEX posts_account_id_idx ON posts(account_id, until_on);
CREATE INDEX posts_org_id_idx ON posts(org_id, role);
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts(id), post_id TEXT REFERENCES posts(id),
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_account_id_idx ON sessions(account_id);
CREATE TABLE throttles (
  key TEXT PRIMARY KEY, failures BIGINT NOT NULL, window_at BIGINT NOT NULL, locked_until_at BIGINT NOT NULL
);

-- Log: one hash chain per unit
CREATE TABLE event_heads (org_id TEXT PRIMARY KEY, seq BIGINT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE events (
  org_id TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, account_id TEXT, account_name TEXT NOT NULL,
  action TEXT NOT NULL, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL, payload TEXT NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY (org_id, seq)
);
CREATE INDEX events_subject_id_idx ON events(subject_id, at);
CREATE TABLE steps (
  id TEXT PRIMARY KEY, subject_id TEXT NOT NULL, at BIGINT NOT NULL, account_id TEXT, account_name TEXT NOT NULL,
  org_name TEXT NOT NULL, flow TEXT NOT NULL, verb TEXT NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL, opinion TEXT NOT NULL
);
CREATE INDEX steps_subject_id_idx ON steps(subject_id, at, id);

-- Registers
CREATE TABLE register_revisions (
  org_id TEXT NOT NULL, register TEXT NOT NULL, revision BIGINT NOT NULL, PRIMARY KEY (org_id, register)
);
CREATE TABLE records (
  id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES orgs(id), register TEXT NOT NULL, definition_version BIGINT NOT NULL,
  state TEXT NOT NULL, title TEXT NOT NULL, answer TEXT NOT NULL, complete BOOLEAN NOT NULL, source_id TEXT,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, updated_by TEXT, updated_by_name TEXT NOT NULL,
  version BIGINT NOT NULL, deleted_at BIGINT
);
CREATE INDEX records_org_id_register_idx ON records(org_id, register, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX records_source_id_idx ON records(source_id) WHERE source_id IS NOT NULL;
CREATE TABLE record_values (
  record_id TEXT NOT NULL REFERENCES records(id), org_id TEXT NOT NULL, register TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (record_id, field, value)
);
CREATE INDEX record_values_value_idx ON record_values(org_id, register, field, value, record_id);
CREATE TABLE record_tokens (
  org_id TEXT NOT NULL, register TEXT NOT NULL, token TEXT NOT NULL, record_id TEXT NOT NULL REFERENCES records(id),
  PRIMARY KEY (org_id, register, token, record_id)
);
CREATE INDEX record_tokens_record_id_idx ON record_tokens(record_id);
CREATE TABLE drafts (
  key TEXT PRIMARY KEY, content TEXT NOT NULL, updated_at BIGINT NOT NULL, expires_at BIGINT NOT NULL
);
CREATE TABLE files (
  id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES orgs(id), record_id TEXT, uploaded_by TEXT, name TEXT NOT NULL,
  media_type TEXT NOT NULL, size_bytes BIGINT NOT NULL, sha256 TEXT NOT NULL, created_at BIGINT NOT NULL
);
CREATE INDEX files_record_id_idx ON files(record_id);

-- Imports
CREATE TABLE import_plans (
  id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES orgs(id), register TEXT NOT NULL, file_id TEXT, file_name TEXT NOT NULL,
  file_sha256 TEXT NOT NULL, state TEXT NOT NULL, refused TEXT, counts TEXT NOT NULL, ignored_columns TEXT NOT NULL,
  statuses BLOB NOT NULL, base_revision BIGINT NOT NULL, created_at BIGINT NOT NULL, created_by TEXT, created_by_name TEXT NOT NULL,
  committed_at BIGINT, undone_at BIGINT, outcome TEXT, version BIGINT NOT NULL
);
CREATE INDEX import_plans_org_id_idx ON import_plans(org_id, register, created_at);
CREATE TABLE import_plan_chunks (
  plan_id TEXT NOT NULL REFERENCES import_plans(id), chunk_no BIGINT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (plan_id, chunk_no)
);
CREATE TABLE import_journal (
  plan_id TEXT NOT NULL REFERENCES import_plans(id), record_id TEXT NOT NULL, kind TEXT NOT NULL, before TEXT, committed_version BIGINT NOT NULL,
  PRIMARY KEY (plan_id, record_id)
);

-- Evaluation
CREATE TABLE evaluation_batches (
  id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES orgs(id), name TEXT NOT NULL, year BIGINT NOT NULL, tree_version BIGINT NOT NULL,
  opens_on TEXT NOT NULL, closes_on TEXT NOT NULL, created_at BIGINT NOT NULL
);
CREATE TABLE evaluations (
  id TEXT PRIMARY KEY, batch_id TEXT NOT NULL REFERENCES evaluation_batches(id), org_id TEXT NOT NULL REFERENCES orgs(id),
  state TEXT NOT NULL, snapshot TEXT, submitted_at BIGINT, submitted_by_name TEXT NOT NULL,
  holder_id TEXT, holder_name TEXT NOT NULL, round BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX evaluations_batch_id_org_id_idx ON evaluations(batch_id, org_id);
CREATE INDEX evaluations_org_id_idx ON evaluations(org_id);
CREATE INDEX evaluations_state_idx ON evaluations(state, submitted_at);
CREATE TABLE evaluation_leaves (
  evaluation_id TEXT NOT NULL REFERENCES evaluations(id), leaf TEXT NOT NULL, score_x100 BIGINT, comment TEXT NOT NULL,
  returned BOOLEAN NOT NULL, reason TEXT NOT NULL, reviewed_by_name TEXT NOT NULL, reviewed_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (evaluation_id, leaf)
);
CREATE TABLE evaluation_items (
  evaluation_id TEXT NOT NULL REFERENCES evaluations(id), kind TEXT NOT NULL, code TEXT NOT NULL, points_x100 BIGINT NOT NULL,
  note TEXT NOT NULL, files TEXT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (evaluation_id, kind, code)
);

-- Invitations
CREATE TABLE invitations (
  id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES orgs(id), name TEXT NOT NULL, member_kind TEXT NOT NULL, token TEXT NOT NULL,
  expires_on TEXT NOT NULL, cap BIGINT, note TEXT NOT NULL, revoked_at BIGINT, applications BIGINT NOT NULL,
  created_at BIGINT NOT NULL, created_by_name TEXT NOT NULL, CHECK (cap IS NULL OR applications <= cap)
);
CREATE UNIQUE INDEX invitations_token_idx ON invitations(token);
CREATE INDEX invitations_org_id_idx ON invitations(org_id, created_at);
-- Unguessable links under which applicants without an account see how their application stands.
CREATE TABLE application_links (
  token TEXT PRIMARY KEY, record_id TEXT NOT NULL REFERENCES records(id)
);

-- Congress
CREATE TABLE congresses (
  id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES orgs(id), name TEXT NOT NULL, session_no BIGINT NOT NULL, held_on TEXT NOT NULL,
  age_limit BIGINT NOT NULL, age_inclusive BOOLEAN NOT NULL, count_nonparty BOOLEAN NOT NULL, allow_less BOOLEAN NOT NULL, opens_on TEXT NOT NULL, closes_on TEXT NOT NULL,
  created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE TABLE congress_quotas (
  congress_id TEXT NOT NULL REFERENCES congresses(id), org_id TEXT NOT NULL REFERENCES orgs(id), identity TEXT NOT NULL,
  cap BIGINT NOT NULL, used BIGINT NOT NULL, grassroots BIGINT NOT NULL, young BIGINT NOT NULL, minority BIGINT NOT NULL,
  democratic BIGINT NOT NULL, female BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (congress_id, org_id, identity), CHECK (used >= 0 AND used <= cap)
);
CREATE INDEX congress_quotas_org_id_idx ON congress_quotas(org_id);
CREATE TABLE nominees (
  id TEXT PRIMARY KEY, congress_id TEXT NOT NULL REFERENCES congresses(id), org_id TEXT NOT NULL REFERENCES orgs(id),
  name TEXT NOT NULL, mobile TEXT NOT NULL, identity TEXT NOT NULL, sex TEXT NOT NULL, birth_on TEXT NOT NULL, ethnic TEXT NOT NULL,
  party1 TEXT NOT NULL, party2 TEXT NOT NULL, grassroots BOOLEAN NOT NULL, state TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX nominees_mobile_idx ON nominees(congress_id, mobile) WHERE state <> 'removed';
CREATE INDEX nominees_congress_id_org_id_idx ON nominees(congress_id, org_id, state);
