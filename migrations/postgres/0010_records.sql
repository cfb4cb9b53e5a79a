-- The history of a record names the imports that wrote it
CREATE INDEX import_journal_record_id_idx ON import_journal(record_id);
