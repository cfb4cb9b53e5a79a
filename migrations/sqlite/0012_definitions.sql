-- The definitions of registers, each version once: a record is read with the one that it was entered with.
CREATE TABLE register_versions (
  register TEXT NOT NULL, version BIGINT NOT NULL, hash TEXT NOT NULL, definition TEXT NOT NULL, made_at BIGINT NOT NULL,
  PRIMARY KEY (register, version)
);
CREATE UNIQUE INDEX register_versions_register_hash_idx ON register_versions(register, hash);
-- One row: whoever adds versions holds it, so that two processes number them one after the other.
CREATE TABLE register_version_changes (id BIGINT PRIMARY KEY CHECK (id = 1), changes BIGINT NOT NULL);
INSERT INTO register_version_changes (id, changes) VALUES (1, 0);
