-- By which rules the search tokens of all records were made: 0 before initials of pinyin were among them
CREATE TABLE token_rules (id BIGINT PRIMARY KEY CHECK (id = 1), version BIGINT NOT NULL);
INSERT INTO token_rules (id, version) VALUES (1, 0);
