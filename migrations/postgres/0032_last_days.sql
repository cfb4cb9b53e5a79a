-- Several last days of a record, each with the day from which it is looked at next (empty: at once; none: never again)
-- and what its unit was reminded of
CREATE TABLE record_last_days (
  record_id TEXT NOT NULL REFERENCES records(id), field TEXT NOT NULL, last_day TEXT NOT NULL, look_on TEXT,
  reminded_of TEXT, reminder_on TEXT, PRIMARY KEY (record_id, field)
);
INSERT INTO record_last_days (record_id, field, last_day, look_on, reminded_of, reminder_on)
  SELECT e.record_id, CASE r.register WHEN 'reelection' THEN 'term_to' ELSE 'valid_to' END, e.last_day, '',
    NULLIF(e.reminded_of, ''), NULLIF(e.reminded_of, '') FROM record_expiries e JOIN records r ON r.id = e.record_id;
DROP TABLE record_expiries;
ALTER TABLE record_last_days RENAME TO record_expiries;
CREATE INDEX record_expiries_look_on_idx ON record_expiries(look_on);
INSERT INTO record_expiries (record_id, field, last_day, look_on)
  SELECT id, 'cert_valid_to', (answer::json)->>'cert_valid_to', '' FROM records
  WHERE register = 'society_basic' AND (answer::json)->>'cert_valid_to' LIKE '____-__-__';
INSERT INTO record_expiries (record_id, field, last_day, look_on)
  SELECT id, 'grade_valid_to', (answer::json)->>'grade_valid_to', '' FROM records
  WHERE register = 'society_basic' AND (answer::json)->>'grade_valid_to' LIKE '____-__-__';
-- Reminders name the last day that they are about
UPDATE notifications SET args = substr(args, 1, length(args) - 1)
  || CASE WHEN link LIKE '/registers/reelection/%' THEN ',"任期结束"]' ELSE ',"有效期"]' END
  WHERE kind = 'record_expires';
-- Earlier versions of definitions name their last days as a list
UPDATE register_versions SET definition = replace(replace(replace(definition, '"expires":null', '"expires":[]'),
  '"expires":"valid_to"', '"expires":[{"field":"valid_to"}]'), '"expires":"term_to"', '"expires":[{"field":"term_to"}]');
