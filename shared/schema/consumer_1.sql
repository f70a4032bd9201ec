-- What a consumer of topics keeps beside what it makes of them. Frozen like event_store_1.sql.

-- The next offset to read of each partition, moved in the transaction of what was read.
CREATE TABLE offsets (
    topic text NOT NULL,
    partition integer NOT NULL,
    next bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);

-- The last version applied of each stream: what is seen again is passed over, what is ahead waits.
CREATE TABLE streams (
    stream text COLLATE "C" PRIMARY KEY,
    version integer NOT NULL
) WITH (fillfactor = 80);

-- Records that could not be applied, each stream's in order behind the first of them.
CREATE TABLE parked (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    stream text COLLATE "C",
    version integer,
    recorded_at timestamptz,
    reason text NOT NULL,
    headers json NOT NULL,
    value bytea NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (topic, partition, "offset")
);
CREATE INDEX parked_by_stream ON parked (stream, version);

GRANT SELECT, INSERT, UPDATE ON offsets, streams TO :role;
GRANT SELECT, INSERT, UPDATE, DELETE ON parked TO :role;
