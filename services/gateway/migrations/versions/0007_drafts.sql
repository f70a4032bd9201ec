-- What people have begun to fill in and not yet recorded. Each sees and writes their own rows alone, in the
-- organisation for which they are signed in.
CREATE TABLE drafts (
    organisation text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    -- The fact will be known by it, so what is sent twice is said once.
    id uuid NOT NULL,
    type text COLLATE "C" NOT NULL,
    identifier text COLLATE "C" NOT NULL,
    typed json NOT NULL,
    reason json,
    tried boolean NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (organisation, person, id)
);
CREATE INDEX drafts_by_age ON drafts (saved_at);

ALTER TABLE drafts ENABLE ROW LEVEL SECURITY;
ALTER TABLE drafts FORCE ROW LEVEL SECURITY;
CREATE POLICY own_drafts ON drafts TO :role
    USING (organisation = nullif(current_setting('app.organisation', true), '')
        AND person = nullif(current_setting('app.person', true), ''))
    WITH CHECK (organisation = nullif(current_setting('app.organisation', true), '')
        AND person = nullif(current_setting('app.person', true), ''));
-- The owner sees what is too old, and nothing else, to remove it.
CREATE POLICY too_old ON drafts TO CURRENT_USER
    USING (saved_at < clock_timestamp() - interval '60 days') WITH CHECK (false);
GRANT SELECT, INSERT, UPDATE, DELETE ON drafts TO :role;

-- Removes drafts that are too old, up to so many; returns how many there were.
CREATE FUNCTION prune_drafts(most integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM drafts WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM drafts WHERE saved_at < clock_timestamp() - interval '60 days'
            LIMIT most FOR UPDATE SKIP LOCKED))
        RETURNING 1)
    SELECT count(*)::integer FROM gone
$$;
REVOKE ALL ON FUNCTION prune_drafts(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prune_drafts(integer) TO :role;
