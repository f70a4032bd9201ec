-- Keys for tools that can do no OAuth: only the hash of each is kept, and how it begins, to tell it from the others.
CREATE TABLE api_keys (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    key_sha256 bytea NOT NULL UNIQUE,
    prefix text NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    name text NOT NULL,
    roles text[] NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ends_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_used_on date
);
CREATE INDEX api_keys_by_organisation ON api_keys (organisation, created_at);
GRANT SELECT, INSERT, UPDATE ON api_keys TO :role;
