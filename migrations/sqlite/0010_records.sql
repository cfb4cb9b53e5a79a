-- The history of a record names the imports that wrote it
CREATE INDEX import_journal_record_id_idx ON import_journal(record_id);

-- Deleted records can be looked through and taken back
ALTER TABLE records ADD COLUMN deleted_by_name TEXT NOT NULL DEFAULT '';
CREATE INDEX records_deleted_at_idx ON records(org_id, register, deleted_at) WHERE deleted_at IS NOT NULL;
UPDATE records SET deleted_by_name = COALESCE((SELECT e.account_name FROM events e WHERE e.subject_id = records.id
  AND e.action IN ('record.delete', 'member.leave') ORDER BY e.at DESC LIMIT 1), '') WHERE deleted_at IS NOT NULL;
