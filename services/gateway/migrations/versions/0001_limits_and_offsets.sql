-- Rate limits: the moment at which a bucket will be full again. Forgotten after a crash of the database, which gives
-- everybody a full bucket.
CREATE UNLOGGED TABLE rate_buckets (
    name text COLLATE "C" PRIMARY KEY,
    full_at timestamptz NOT NULL
) WITH (fillfactor = 50);
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_buckets TO :role;

-- The next offset to take of each partition of submissions on Kafka, moved when what came of it is said.
CREATE TABLE offsets (
    topic text NOT NULL,
    partition integer NOT NULL,
    next bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);
GRANT SELECT, INSERT, UPDATE ON offsets TO :role;

-- Who leads each task that only one process may do; the epoch turns a former leader away.
CREATE TABLE leases (
    task text PRIMARY KEY,
    epoch bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON leases TO :role;
