-- Files that were imported, or tried: what became of their rows, and never what was in them. Each organisation sees
-- and writes its own rows alone; where `app.organisation` is not set, or no longer, nobody sees or writes any.
CREATE TABLE imports (
    organisation text COLLATE "C" NOT NULL,
    -- It is also the batch under which the submission log lists the facts.
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    client text NOT NULL,
    kind text COLLATE "C" NOT NULL,
    file_name text NOT NULL,
    dry_run boolean NOT NULL,
    report json NOT NULL,
    PRIMARY KEY (organisation, id)
);
CREATE INDEX imports_by_age ON imports USING brin (at);

ALTER TABLE imports ENABLE ROW LEVEL SECURITY;
ALTER TABLE imports FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON imports TO :role
    USING (organisation = nullif(current_setting('app.organisation', true), ''))
    WITH CHECK (organisation = nullif(current_setting('app.organisation', true), ''));
-- The owner sees what is too old, and nothing else, to remove it.
CREATE POLICY too_old ON imports TO CURRENT_USER
    USING (at < clock_timestamp() - interval '90 days') WITH CHECK (false);
GRANT SELECT, INSERT ON imports TO :role;

-- Removes rows that are too old, up to so many; returns how many there were.
CREATE FUNCTION prune_imports(most integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM imports WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM imports WHERE at < clock_timestamp() - interval '90 days'
            LIMIT most FOR UPDATE SKIP LOCKED))
        RETURNING 1)
    SELECT count(*)::integer FROM gone
$$;
REVOKE ALL ON FUNCTION prune_imports(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prune_imports(integer) TO :role;
