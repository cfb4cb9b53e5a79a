-- The year in which a unit was approved, for kinds that ask for it
ALTER TABLE orgs ADD COLUMN founded BIGINT;
