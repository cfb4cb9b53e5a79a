-- How people look at lists: their columns, and the filters that they keep
CREATE TABLE list_views (
  account_id TEXT NOT NULL REFERENCES accounts(id), register TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL,
  PRIMARY KEY (account_id, register, name)
);
