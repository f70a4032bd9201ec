-- Every organisation that has ever joined, as the topic of agreements says. Frozen like event_store_1.sql.
CREATE TABLE members (
    code text COLLATE "C" PRIMARY KEY,
    kind text NOT NULL,
    "left" boolean NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON members TO :role;
