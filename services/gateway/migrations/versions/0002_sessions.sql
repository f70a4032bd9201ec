-- People on their way to the provider and back: what has to be the same when they return. Kept under the hash of a
-- cookie, and taken out once.
CREATE TABLE sign_ins (
    cookie_sha256 bytea PRIMARY KEY,
    held json NOT NULL,
    return_to text NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX sign_ins_by_end ON sign_ins (ends_at);
GRANT SELECT, INSERT, DELETE ON sign_ins TO :role;

-- People who are signed in, under the hash of their cookie.
CREATE TABLE sessions (
    cookie_sha256 bytea PRIMARY KEY,
    subject text NOT NULL,
    name text NOT NULL,
    organisation text COLLATE "C",
    roles text[] NOT NULL,
    scope text,
    -- The provider is shown it when they sign out.
    id_token text NOT NULL,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ends_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_end ON sessions (ends_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO :role;
