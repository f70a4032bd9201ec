-- What each organisation submitted and what became of it. Each sees and writes its own rows alone; where
-- `app.organisation` is not set, or no longer, nobody sees or writes any.
CREATE TABLE submissions (
    organisation text COLLATE "C" NOT NULL,
    -- A later batch sorts after an earlier one: the id begins with the moment of its receipt.
    batch uuid NOT NULL,
    place integer NOT NULL,
    received_at timestamptz NOT NULL,
    id text COLLATE "C",
    source text COLLATE "C",
    type text COLLATE "C",
    subject text COLLATE "C",
    status text COLLATE "C" NOT NULL CONSTRAINT submissions_status
        CHECK (status IN ('accepted', 'duplicate', 'refused')),
    reason json,
    -- What was refused, as it was submitted, so that it can be sent again.
    body bytea CONSTRAINT submissions_body_of_refused CHECK (body IS NULL OR status = 'refused'),
    PRIMARY KEY (organisation, batch, place)
);
CREATE INDEX submissions_refused ON submissions (organisation, batch, place) WHERE status = 'refused';
CREATE INDEX submissions_by_subject ON submissions (organisation, subject, batch, place);
CREATE INDEX submissions_by_id ON submissions (organisation, id, batch, place);
CREATE INDEX submissions_by_age ON submissions USING brin (received_at);

ALTER TABLE submissions ENABLE ROW LEVEL SECURITY;
ALTER TABLE submissions FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON submissions TO :role
    USING (organisation = nullif(current_setting('app.organisation', true), ''))
    WITH CHECK (organisation = nullif(current_setting('app.organisation', true), ''));
-- The owner sees what is too old, and nothing else, to remove it.
CREATE POLICY too_old ON submissions TO CURRENT_USER
    USING (received_at < clock_timestamp() - interval '90 days') WITH CHECK (false);
GRANT SELECT, INSERT ON submissions TO :role;

-- Removes rows that are too old, up to so many; returns how many there were.
CREATE FUNCTION prune_submissions(most integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM submissions WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM submissions WHERE received_at < clock_timestamp() - interval '90 days'
            LIMIT most FOR UPDATE SKIP LOCKED))
        RETURNING 1)
    SELECT count(*)::integer FROM gone
$$;
REVOKE ALL ON FUNCTION prune_submissions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prune_submissions(integer) TO :role;
