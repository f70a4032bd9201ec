-- What consumer_2.sql does, in every version that is there.
DO $$ DECLARE side text; BEGIN
    FOR side IN SELECT schemaname FROM pg_tables WHERE tablename = 'offsets' LOOP
        EXECUTE format('ALTER TABLE %I.offsets ADD COLUMN last bytea', side);
    END LOOP;
END $$;
