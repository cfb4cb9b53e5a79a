-- Who has a record that was handed in; without a unit it waits for nobody
CREATE TABLE cases (
  record_id TEXT PRIMARY KEY REFERENCES records(id), flow TEXT NOT NULL, flow_version BIGINT NOT NULL,
  unit_id TEXT REFERENCES orgs(id), holder_id TEXT REFERENCES accounts(id), holder_name TEXT NOT NULL, since_at BIGINT NOT NULL,
  returner_unit_id TEXT, returner_id TEXT, returner_name TEXT NOT NULL, untouched BOOLEAN NOT NULL,
  due_on TEXT, urged_at BIGINT
);
CREATE INDEX cases_unit_id_idx ON cases(unit_id, since_at, record_id) WHERE unit_id IS NOT NULL;
-- Who is away from a unit, and who acts meanwhile
CREATE TABLE absences (
  account_id TEXT NOT NULL REFERENCES accounts(id), org_id TEXT NOT NULL REFERENCES orgs(id),
  deputy_id TEXT NOT NULL REFERENCES accounts(id), from_on TEXT NOT NULL, to_on TEXT NOT NULL,
  PRIMARY KEY (org_id, account_id)
);
-- Activities that were handed in wait for the unit above
INSERT INTO cases (record_id, flow, flow_version, unit_id, holder_name, since_at, returner_name, untouched)
SELECT r.id, 'activity', 1, o.parent_id, '', r.updated_at, '', TRUE FROM records r JOIN orgs o ON o.id = r.org_id
WHERE r.register = 'activity' AND r.state = 'valid' AND o.parent_id IS NOT NULL;
-- 离任待审核 was a value of a field; it is a state
UPDATE records SET state = 'leaving' WHERE register = 'party_group_member' AND state = 'valid'
  AND id IN (SELECT record_id FROM record_values WHERE register = 'party_group_member' AND field = 'status' AND value = '离任待审核');
DELETE FROM record_values WHERE register = 'party_group_member' AND field = 'status';
INSERT INTO cases (record_id, flow, flow_version, unit_id, holder_name, since_at, returner_name, untouched)
SELECT r.id, 'party_group_leave', 1, o.parent_id, '', r.updated_at, '', TRUE FROM records r JOIN orgs o ON o.id = r.org_id
WHERE r.register = 'party_group_member' AND r.state = 'leaving' AND o.parent_id IS NOT NULL;
