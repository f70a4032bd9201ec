-- What proves that no fact was changed, taken away or put in between. Frozen like event_store_1.sql.

-- Each seal covers everything recorded after the one before it, up to `through`; a chain of hashes for each sixteenth of
-- the streams stands at its head.
CREATE TABLE seals (
    number bigint PRIMARY KEY,
    through timestamptz NOT NULL,
    facts bigint NOT NULL,
    heads bytea[] NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- For each day (UTC) one root over all heads and the root before, signed where there is a key to sign with.
CREATE TABLE seal_roots (
    day date PRIMARY KEY,
    seal bigint NOT NULL REFERENCES seals,
    root bytea NOT NULL,
    signed text COLLATE "C"
);
CREATE TRIGGER seals_are_facts BEFORE UPDATE OR DELETE OR TRUNCATE ON seals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();
ALTER TABLE seals ENABLE ALWAYS TRIGGER seals_are_facts;
CREATE TRIGGER roots_are_facts BEFORE UPDATE OR DELETE OR TRUNCATE ON seal_roots
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();
ALTER TABLE seal_roots ENABLE ALWAYS TRIGGER roots_are_facts;

-- Facts lie in about the order of their recording, so a few bytes a block find those of the last minute.
CREATE INDEX events_by_moment ON events USING brin (recorded_at) WITH (pages_per_range = 16, autosummarize = on);
GRANT SELECT, INSERT ON seals, seal_roots TO :role;
