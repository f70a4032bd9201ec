-- What consumer_3.sql does, in every version that is there.
DO $$ DECLARE side text; BEGIN
    FOR side IN SELECT schemaname FROM pg_tables WHERE tablename = 'parked' LOOP
        EXECUTE format('CREATE TABLE %I.log_bounds (topic text NOT NULL, partition integer NOT NULL, first bigint NOT NULL,'
            ' "end" bigint NOT NULL, looked_at timestamptz NOT NULL DEFAULT clock_timestamp(),'
            ' PRIMARY KEY (topic, partition)) WITH (fillfactor = 50)', side);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I.log_bounds TO :role', side);
    END LOOP;
END $$;
