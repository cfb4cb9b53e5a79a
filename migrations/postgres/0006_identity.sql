-- Sign-in by an identity provider: who is whose, by the provider's own name for the person
CREATE TABLE identities (
  issuer TEXT NOT NULL, subject TEXT NOT NULL, account_id TEXT NOT NULL REFERENCES accounts(id),
  created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_account_id_idx ON identities(account_id);
-- People who are at the provider at this moment: each row is used once
CREATE TABLE identity_requests (
  state_hash TEXT PRIMARY KEY, browser_hash TEXT NOT NULL, nonce TEXT NOT NULL, verifier TEXT NOT NULL,
  next TEXT NOT NULL, expires_at BIGINT NOT NULL
);
CREATE INDEX identity_requests_expires_at_idx ON identity_requests(expires_at);
