-- What members want to be reminded of, and where. Somebody sees and writes their own rows alone, in the organisation for
-- which they are signed in; whoever sends asks for all that are due, and acts for one of them after the other.
CREATE TABLE subscriptions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    channel text NOT NULL CONSTRAINT subscriptions_channel CHECK (channel IN ('email', 'webhook')),
    address text NOT NULL,
    kinds text[] NOT NULL CONSTRAINT subscriptions_kinds CHECK (cardinality(kinds) > 0),
    -- Signs what is sent to a webhook.
    secret bytea,
    -- Whoever has it may confirm and end this, and nothing else.
    token bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    confirmed_at timestamptz,
    -- When it was last asked whether there is anything to say.
    looked_at timestamptz,
    stopped_at timestamptz,
    stopped_why text,
    UNIQUE (organisation, person, channel, address)
);
CREATE INDEX subscriptions_by_look ON subscriptions (looked_at) WHERE confirmed_at IS NOT NULL AND stopped_at IS NULL;

-- What each has been told: once.
CREATE TABLE reminded (
    subscription uuid NOT NULL REFERENCES subscriptions ON DELETE CASCADE,
    organisation text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (subscription, kind, key)
);

-- What is on its way, in the words in which it will arrive; they are forgotten when it has.
CREATE TABLE reminders (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    subscription uuid NOT NULL REFERENCES subscriptions ON DELETE CASCADE,
    organisation text COLLATE "C" NOT NULL,
    person text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    subject text NOT NULL,
    content bytea,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_at timestamptz,
    failures integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    problem text
);
CREATE INDEX reminders_by_subscription ON reminders (subscription, created_at);
CREATE INDEX reminders_to_send ON reminders (due_at) WHERE sent_at IS NULL;

ALTER TABLE subscriptions ENABLE ROW LEVEL SECURITY;
ALTER TABLE subscriptions FORCE ROW LEVEL SECURITY;
ALTER TABLE reminded ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminded FORCE ROW LEVEL SECURITY;
ALTER TABLE reminders ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminders FORCE ROW LEVEL SECURITY;
CREATE POLICY own_subscriptions ON subscriptions TO :role
    USING (organisation = nullif(current_setting('app.organisation', true), '')
        AND person = nullif(current_setting('app.person', true), ''))
    WITH CHECK (organisation = nullif(current_setting('app.organisation', true), '')
        AND person = nullif(current_setting('app.person', true), ''));
CREATE POLICY own_reminded ON reminded TO :role
    USING (organisation = nullif(current_setting('app.organisation', true), '')
        AND person = nullif(current_setting('app.person', true), ''))
    WITH CHECK (organisation = nullif(current_setting('app.organisation', true), '')
        AND person = nullif(current_setting('app.person', true), ''));
CREATE POLICY own_reminders ON reminders TO :role
    USING (organisation = nullif(current_setting('app.organisation', true), '')
        AND person = nullif(current_setting('app.person', true), ''))
    WITH CHECK (organisation = nullif(current_setting('app.organisation', true), '')
        AND person = nullif(current_setting('app.person', true), ''));
-- The owner acts in the functions below, and for nobody else.
CREATE POLICY by_functions ON subscriptions TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY by_functions ON reminded TO CURRENT_USER USING (true);
CREATE POLICY by_functions ON reminders TO CURRENT_USER USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON subscriptions, reminders TO :role;
GRANT SELECT, INSERT ON reminded TO :role;

-- Which subscriptions have not been looked at for so long, those first that have waited longest.
CREATE FUNCTION subscriptions_due(every interval, most integer) RETURNS TABLE (id uuid, organisation text, person text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.id, s.organisation, s.person FROM subscriptions AS s
    WHERE s.confirmed_at IS NOT NULL AND s.stopped_at IS NULL
        AND (s.looked_at IS NULL OR s.looked_at < clock_timestamp() - every)
    ORDER BY s.looked_at NULLS FIRST LIMIT most
$$;
-- Which reminders may be sent now. One that ended meanwhile is sent nothing but what it has asked for.
CREATE FUNCTION reminders_due(most integer) RETURNS TABLE (id uuid, organisation text, person text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT r.id, r.organisation, r.person FROM reminders AS r JOIN subscriptions AS s ON s.id = r.subscription
    WHERE r.sent_at IS NULL AND r.due_at <= clock_timestamp() AND s.stopped_at IS NULL
    ORDER BY r.due_at LIMIT most
$$;
-- What whoever has a token is shown: where to, of what, and whether that was confirmed.
CREATE FUNCTION subscription_of(said bytea) RETURNS TABLE (address text, kinds text[], confirmed boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.address, s.kinds, s.confirmed_at IS NOT NULL FROM subscriptions AS s WHERE s.token = said
$$;
CREATE FUNCTION confirm_subscription(said bytea) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH done AS (
        UPDATE subscriptions SET confirmed_at = coalesce(confirmed_at, clock_timestamp()) WHERE token = said RETURNING 1)
    SELECT EXISTS (SELECT FROM done)
$$;
-- With the row go its address and all that it was told.
CREATE FUNCTION end_subscription(said bytea) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH gone AS (DELETE FROM subscriptions WHERE token = said RETURNING 1) SELECT EXISTS (SELECT FROM gone)
$$;
-- Removes what nobody has confirmed within a week, and what was sent so long ago that nobody asks for it.
CREATE FUNCTION prune_reminders() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM subscriptions WHERE confirmed_at IS NULL AND created_at < clock_timestamp() - interval '7 days';
    DELETE FROM reminders WHERE created_at < clock_timestamp() - interval '90 days';
$$;
REVOKE ALL ON FUNCTION subscriptions_due(interval, integer), reminders_due(integer), subscription_of(bytea),
    confirm_subscription(bytea), end_subscription(bytea), prune_reminders() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION subscriptions_due(interval, integer), reminders_due(integer), subscription_of(bytea),
    confirm_subscription(bytea), end_subscription(bytea), prune_reminders() TO :role;
