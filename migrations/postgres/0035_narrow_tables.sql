-- Postgres has no tables in the order of their key: SQLite alone is changed
SELECT 1;
