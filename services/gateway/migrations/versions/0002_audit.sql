-- Who looked at people, took figures away, signed in, and changed who may do so. Each organisation sees its own rows
-- alone; what belongs to none (somebody who could not be signed in) is seen by no organisation. The gateway adds
-- rows and never changes or removes one.
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    organisation text COLLATE "C",
    client text,
    means text NOT NULL,
    action text NOT NULL,
    target text NOT NULL,
    status smallint NOT NULL
);
CREATE INDEX audit_by_organisation ON audit (organisation, id);

ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON audit FOR SELECT TO :role
    USING (organisation = nullif(current_setting('app.organisation', true), ''));
CREATE POLICY of_own_organisation ON audit FOR INSERT TO :role
    WITH CHECK (organisation IS NOT DISTINCT FROM nullif(current_setting('app.organisation', true), ''));
GRANT SELECT, INSERT ON audit TO :role;
