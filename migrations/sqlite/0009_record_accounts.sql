-- What a record of a branch or of a branch's account has opened
CREATE TABLE record_accounts (
  record_id TEXT PRIMARY KEY REFERENCES records(id), org_id TEXT NOT NULL REFERENCES orgs(id),
  account_id TEXT NOT NULL REFERENCES accounts(id)
);
CREATE INDEX record_accounts_org_id_idx ON record_accounts(org_id);
CREATE INDEX record_accounts_account_id_idx ON record_accounts(account_id);
