-- Every organisation that has ever joined, as the topic of agreements says.
CREATE TABLE members (
    code text COLLATE "C" PRIMARY KEY,
    kind text NOT NULL,
    "left" boolean NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON members TO :role;
