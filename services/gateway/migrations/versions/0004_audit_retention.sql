-- Removes what was written down longer ago than so many days, up to so many rows; returns how many there were.
-- Half a year is kept whatever is asked for: who can ask cannot hide what they did.
CREATE POLICY too_old ON audit TO CURRENT_USER
    USING (at < clock_timestamp() - interval '180 days') WITH CHECK (false);
CREATE INDEX audit_by_age ON audit USING brin (at);

CREATE FUNCTION prune_audit(days integer, most integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM audit WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM audit WHERE at < clock_timestamp() - greatest(days, 180) * interval '1 day'
            LIMIT most FOR UPDATE SKIP LOCKED))
        RETURNING 1)
    SELECT count(*)::integer FROM gone
$$;
REVOKE ALL ON FUNCTION prune_audit(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prune_audit(integer, integer) TO :role;
