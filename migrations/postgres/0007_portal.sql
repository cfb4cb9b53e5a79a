-- The portal (门户): what a notice is, and whether visitors read it
ALTER TABLE notices ADD COLUMN category TEXT NOT NULL DEFAULT 'announcement';
ALTER TABLE notices ADD COLUMN public BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX notices_public_idx ON notices(category, visible_at) WHERE public;
