-- What a message that waits to leave speaks of: it goes when that is taken back before
ALTER TABLE outbox ADD COLUMN subject_id TEXT NOT NULL DEFAULT '';
CREATE INDEX outbox_subject_id_idx ON outbox(subject_id) WHERE sent_at IS NULL AND subject_id <> '';
