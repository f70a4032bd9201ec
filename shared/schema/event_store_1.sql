-- The event store of a service that owns facts. Frozen: migrations name this file, a change is a new file.
-- :role is the role that the service runs as; the migration runs as the owner.

CREATE TABLE events (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream text COLLATE "C" NOT NULL,
    version integer NOT NULL CONSTRAINT events_version_counts_from_one CHECK (version > 0),
    type text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    content bytea NOT NULL,
    time timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    data json NOT NULL,
    CONSTRAINT events_stream_version UNIQUE (stream, version),
    CONSTRAINT events_identity UNIQUE (organisation, source, id)
);

CREATE FUNCTION refuse_rewriting_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are facts: they are never changed or removed' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER events_are_facts BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();
ALTER TABLE events ENABLE ALWAYS TRIGGER events_are_facts;

-- What Kafka has not acknowledged yet, in the order in which it is sent.
CREATE TABLE outbox (
    position bigint PRIMARY KEY
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

-- Who leads each task that only one process may do; the epoch turns a former leader away.
CREATE TABLE leases (
    task text PRIMARY KEY,
    epoch bigint NOT NULL
);

GRANT SELECT, INSERT ON events TO :role;
GRANT SELECT, INSERT, DELETE ON outbox TO :role;
GRANT SELECT, INSERT, UPDATE ON leases TO :role;
