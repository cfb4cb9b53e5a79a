-- What a unit says of itself
ALTER TABLE orgs ADD COLUMN nature TEXT NOT NULL DEFAULT '';
ALTER TABLE orgs ADD COLUMN contact TEXT NOT NULL DEFAULT '';
ALTER TABLE orgs ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE orgs ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE orgs ADD COLUMN uscc TEXT NOT NULL DEFAULT '';

-- One row: whoever changes the tree holds it until the end of the transaction.
CREATE TABLE org_tree (id BIGINT PRIMARY KEY, changes BIGINT NOT NULL);
INSERT INTO org_tree (id, changes) VALUES (1, 0);

-- Name, parent and state of each unit through time; the open version is the present.
CREATE TABLE org_versions (
  org_id TEXT NOT NULL REFERENCES orgs(id), seq BIGINT NOT NULL, parent_id TEXT REFERENCES orgs(id), name TEXT NOT NULL,
  enabled BOOLEAN NOT NULL, from_at BIGINT NOT NULL, until_at BIGINT, PRIMARY KEY (org_id, seq)
);
CREATE UNIQUE INDEX org_versions_org_id_idx ON org_versions(org_id) WHERE until_at IS NULL;
CREATE INDEX org_versions_parent_id_idx ON org_versions(parent_id, from_at);
INSERT INTO org_versions (org_id, seq, parent_id, name, enabled, from_at, until_at)
  SELECT id, 1, parent_id, name, enabled, created_at, NULL FROM orgs;

-- What was done to units, and what of it was taken back
CREATE TABLE org_changes (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, at BIGINT NOT NULL, account_id TEXT REFERENCES accounts(id), account_name TEXT NOT NULL,
  detail TEXT NOT NULL, reversed_at BIGINT, reversed_by_name TEXT NOT NULL
);
CREATE TABLE org_change_units (
  org_id TEXT NOT NULL REFERENCES orgs(id), change_id TEXT NOT NULL REFERENCES org_changes(id), part TEXT NOT NULL,
  PRIMARY KEY (org_id, change_id)
);
CREATE INDEX org_change_units_change_id_idx ON org_change_units(change_id);
CREATE TABLE org_change_items (
  change_id TEXT NOT NULL REFERENCES org_changes(id), kind TEXT NOT NULL, item_id TEXT NOT NULL,
  from_org_id TEXT NOT NULL REFERENCES orgs(id), to_org_id TEXT NOT NULL REFERENCES orgs(id), twin_id TEXT, version BIGINT NOT NULL,
  PRIMARY KEY (change_id, kind, item_id)
);

-- Posts: who came after, who ended it; a person holds a role of a unit once at a time
ALTER TABLE posts ADD COLUMN successor_id TEXT REFERENCES posts(id);
ALTER TABLE posts ADD COLUMN ended_by_name TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX posts_account_id_org_id_role_idx ON posts(account_id, org_id, role) WHERE until_on IS NULL;
CREATE INDEX files_org_id_idx ON files(org_id);
