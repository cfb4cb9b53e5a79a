-- Tokens are asked for by how they begin: in the order of their characters, whatever the language of the database. Those
-- of earlier rules go; the program makes them anew when it starts
DELETE FROM record_tokens;
ALTER TABLE record_tokens ALTER COLUMN token TYPE TEXT COLLATE "C";
UPDATE token_rules SET version = 0;
