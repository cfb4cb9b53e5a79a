-- Records that run out, and the last day of which their unit was reminded
CREATE TABLE record_expiries (
  record_id TEXT PRIMARY KEY REFERENCES records(id), last_day TEXT NOT NULL, reminded_of TEXT NOT NULL DEFAULT ''
);
CREATE INDEX record_expiries_last_day_idx ON record_expiries(last_day);
INSERT INTO record_expiries (record_id, last_day)
  SELECT id, (answer::json)->>'valid_to' FROM records WHERE register = 'qualification' AND (answer::json)->>'valid_to' IS NOT NULL;
INSERT INTO record_expiries (record_id, last_day)
  SELECT id, (answer::json)->>'term_to' FROM records WHERE register = 'reelection' AND (answer::json)->>'term_to' IS NOT NULL;
