-- What opens the door for one organisation is seen and changed by it alone, or by whoever presents it: a key by its
-- hash, a client by its name. Where nothing is set, nobody sees any.
ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON api_keys TO :role
    USING (organisation = nullif(current_setting('app.organisation', true), ''))
    WITH CHECK (organisation = nullif(current_setting('app.organisation', true), ''));
CREATE POLICY presented ON api_keys TO :role
    USING (key_sha256 = decode(nullif(current_setting('app.presented', true), ''), 'hex'))
    WITH CHECK (key_sha256 = decode(nullif(current_setting('app.presented', true), ''), 'hex'));
CREATE POLICY whose ON api_keys FOR SELECT TO CURRENT_USER USING (true);

ALTER TABLE clients ENABLE ROW LEVEL SECURITY;
ALTER TABLE clients FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON clients TO :role
    USING (organisation = nullif(current_setting('app.organisation', true), ''))
    WITH CHECK (organisation = nullif(current_setting('app.organisation', true), ''));
CREATE POLICY presented ON clients TO :role
    USING (client_id = nullif(current_setting('app.presented', true), ''))
    WITH CHECK (client_id = nullif(current_setting('app.presented', true), ''));
CREATE POLICY whose ON clients FOR SELECT TO CURRENT_USER USING (true);

-- A client's secrets are seen by whoever sees the client.
ALTER TABLE client_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE client_secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY of_the_client ON client_secrets TO :role
    USING (EXISTS (SELECT 1 FROM clients WHERE clients.client_id = client_secrets.client_id))
    WITH CHECK (EXISTS (SELECT 1 FROM clients WHERE clients.client_id = client_secrets.client_id));

-- Whose a key or a client is: so that whoever tries it as another's is told that it is not theirs.
CREATE FUNCTION owner_of_key(wanted uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT organisation FROM api_keys WHERE id = wanted AND revoked_at IS NULL AND ends_at > clock_timestamp()
$$;
CREATE FUNCTION owner_of_client(wanted text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(organisation, '') FROM clients WHERE client_id = wanted AND revoked_at IS NULL
$$;
REVOKE ALL ON FUNCTION owner_of_key(uuid), owner_of_client(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION owner_of_key(uuid), owner_of_client(text) TO :role;
