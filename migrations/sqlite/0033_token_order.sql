-- Tokens are asked for by how they begin: in the order of their characters, as SQLite has it anyway. Those of earlier
-- rules go; the program makes them anew when it starts
DELETE FROM record_tokens;
UPDATE token_rules SET version = 0;
