-- The people directory: the one place where a person_key has a name. Each organisation sees and writes its own
-- entries alone; where `app.organisation` is not set, or no longer, nobody sees or writes any.
CREATE TABLE people (
    person_key uuid PRIMARY KEY,
    organisation text COLLATE "C" NOT NULL,
    name text NOT NULL,
    email text,
    merged_into uuid REFERENCES people (person_key),
    entered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    amended_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX people_by_name ON people (organisation, lower(name), person_key);
CREATE UNIQUE INDEX people_have_their_own_address ON people (organisation, lower(email))
    WHERE merged_into IS NULL;
CREATE INDEX people_merged ON people (merged_into) WHERE merged_into IS NOT NULL;

ALTER TABLE people ENABLE ROW LEVEL SECURITY;
ALTER TABLE people FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON people
    USING (organisation = nullif(current_setting('app.organisation', true), ''))
    WITH CHECK (organisation = nullif(current_setting('app.organisation', true), ''));

GRANT SELECT, INSERT, UPDATE, DELETE ON people TO :role;
