-- Each version of the read side is a schema of its own with its own offsets; one of them is live.
CREATE TABLE read_sides (
    version integer PRIMARY KEY,
    live boolean NOT NULL
);
CREATE UNIQUE INDEX one_live_read_side ON read_sides (live) WHERE live;
INSERT INTO read_sides (version, live) VALUES (1, true);
GRANT SELECT ON read_sides TO :role;

CREATE SCHEMA read_1;
GRANT USAGE ON SCHEMA read_1 TO :role;
SET LOCAL search_path TO read_1, public;
