-- Tables that are their key, or little more, are kept in its order: one tree less to write and to ask
CREATE TABLE narrow_record_values (
  record_id TEXT NOT NULL REFERENCES records(id), org_id TEXT NOT NULL, register TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (record_id, field, value)
) WITHOUT ROWID;
INSERT INTO narrow_record_values SELECT record_id, org_id, register, field, value FROM record_values ORDER BY record_id, field, value;
DROP TABLE record_values;
ALTER TABLE narrow_record_values RENAME TO record_values;
CREATE INDEX record_values_value_idx ON record_values(org_id, register, field, value, record_id);
CREATE TABLE narrow_record_tokens (
  org_id TEXT NOT NULL, register TEXT NOT NULL, token TEXT NOT NULL, record_id TEXT NOT NULL REFERENCES records(id),
  PRIMARY KEY (org_id, register, token, record_id)
) WITHOUT ROWID;
INSERT INTO narrow_record_tokens SELECT org_id, register, token, record_id FROM record_tokens ORDER BY org_id, register, token, record_id;
DROP TABLE record_tokens;
ALTER TABLE narrow_record_tokens RENAME TO record_tokens;
CREATE INDEX record_tokens_record_id_idx ON record_tokens(record_id);
CREATE TABLE narrow_org_closure (
  ancestor_id TEXT NOT NULL REFERENCES orgs(id), descendant_id TEXT NOT NULL REFERENCES orgs(id), depth BIGINT NOT NULL,
  PRIMARY KEY (ancestor_id, descendant_id)
) WITHOUT ROWID;
INSERT INTO narrow_org_closure SELECT ancestor_id, descendant_id, depth FROM org_closure ORDER BY ancestor_id, descendant_id;
DROP TABLE org_closure;
ALTER TABLE narrow_org_closure RENAME TO org_closure;
CREATE INDEX org_closure_descendant_id_idx ON org_closure(descendant_id, depth);
