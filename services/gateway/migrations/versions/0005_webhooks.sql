-- Where an organisation wants its changes sent, and up to which position it has them. Each sees and writes its own
-- alone; whoever sends asks for all that are due.
CREATE TABLE webhooks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation text COLLATE "C" NOT NULL,
    url text NOT NULL,
    secret bytea NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    position text COLLATE "C" NOT NULL,
    -- How often in a row it could not be sent, when it is tried again, and since when no more.
    failures integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    stopped_at timestamptz
);
CREATE INDEX webhooks_by_organisation ON webhooks (organisation, created_at);

-- What was tried, and how it went.
CREATE TABLE webhook_attempts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    organisation text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    message text NOT NULL,
    changes integer NOT NULL,
    before text COLLATE "C" NOT NULL,
    after text COLLATE "C" NOT NULL,
    status smallint,
    problem text
);
CREATE INDEX webhook_attempts_by_webhook ON webhook_attempts (webhook, id);
CREATE INDEX webhook_attempts_by_age ON webhook_attempts USING brin (at);

ALTER TABLE webhooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks FORCE ROW LEVEL SECURITY;
ALTER TABLE webhook_attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_attempts FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON webhooks TO :role
    USING (organisation = nullif(current_setting('app.organisation', true), ''))
    WITH CHECK (organisation = nullif(current_setting('app.organisation', true), ''));
CREATE POLICY own_organisation ON webhook_attempts TO :role
    USING (organisation = nullif(current_setting('app.organisation', true), ''))
    WITH CHECK (organisation = nullif(current_setting('app.organisation', true), ''));
CREATE POLICY all_due ON webhooks FOR SELECT TO CURRENT_USER USING (stopped_at IS NULL);
CREATE POLICY too_old ON webhook_attempts TO CURRENT_USER
    USING (at < clock_timestamp() - interval '30 days') WITH CHECK (false);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks TO :role;
GRANT SELECT, INSERT ON webhook_attempts TO :role;

CREATE FUNCTION webhooks_due() RETURNS TABLE (
    id uuid, organisation text, url text, secret bytea, "position" text, failures integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT w.id, w.organisation, w.url, w.secret, w.position, w.failures FROM webhooks AS w
    WHERE w.stopped_at IS NULL AND w.due_at <= clock_timestamp() ORDER BY w.due_at
$$;
CREATE FUNCTION prune_webhook_attempts() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM webhook_attempts WHERE at < clock_timestamp() - interval '30 days'
$$;
REVOKE ALL ON FUNCTION webhooks_due(), prune_webhook_attempts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhooks_due(), prune_webhook_attempts() TO :role;
