-- Where the log began and ended when whoever follows it looked last: how far behind they are, also for those who cannot
-- ask Kafka. Frozen like event_store_1.sql.
CREATE TABLE log_bounds (
    topic text NOT NULL,
    partition integer NOT NULL,
    first bigint NOT NULL,
    "end" bigint NOT NULL,
    looked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);
GRANT SELECT, INSERT, UPDATE ON log_bounds TO :role;
