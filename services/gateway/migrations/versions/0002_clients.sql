-- The local issuer's machine clients. A client proves itself by a secret, of which only the hash is kept, or by
-- assertions that one of its keys has signed.
CREATE TABLE clients (
    client_id text COLLATE "C" PRIMARY KEY,
    organisation text COLLATE "C",
    name text NOT NULL,
    roles text[] NOT NULL,
    scope text,
    -- Set up with the machine, from a file, and changed there alone.
    settled boolean NOT NULL,
    keys json,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at timestamptz,
    last_used_on date
);
CREATE INDEX clients_by_organisation ON clients (organisation, created_at);
GRANT SELECT, INSERT, UPDATE ON clients TO :role;

-- Several at a time, so that one can be replaced while the one before is still in use.
CREATE TABLE client_secrets (
    client_id text COLLATE "C" NOT NULL REFERENCES clients,
    secret_sha256 bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ends_at timestamptz NOT NULL DEFAULT 'infinity',
    PRIMARY KEY (client_id, secret_sha256)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON client_secrets TO :role;

-- Each assertion proves a client once.
CREATE TABLE used_assertions (
    client_id text COLLATE "C" NOT NULL,
    jti_sha256 bytea NOT NULL,
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (client_id, jti_sha256)
);
CREATE INDEX used_assertions_by_end ON used_assertions (ends_at);
GRANT SELECT, INSERT, DELETE ON used_assertions TO :role;
