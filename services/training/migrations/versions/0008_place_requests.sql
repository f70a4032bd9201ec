-- Places of sessions that organisations ask for. Whoever asked and whoever runs the session see that it was asked;
-- for whom it was asked is seen by the organisation that asked alone.
CREATE TABLE requested_places (
    id uuid PRIMARY KEY,
    request uuid NOT NULL,
    number smallint NOT NULL,
    session uuid NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    run_by text COLLATE "C" NOT NULL,
    asked_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    UNIQUE (request, number)
);
CREATE INDEX requested_places_of_session ON requested_places (session, asked_at);
CREATE INDEX requested_places_of_organisation ON requested_places (organisation, asked_at);
CREATE INDEX requested_places_run_by ON requested_places (run_by, asked_at);

ALTER TABLE requested_places ENABLE ROW LEVEL SECURITY;
ALTER TABLE requested_places FORCE ROW LEVEL SECURITY;
CREATE POLICY asked ON requested_places
    USING (organisation = nullif(current_setting('app.organisation', true), ''))
    WITH CHECK (organisation = nullif(current_setting('app.organisation', true), ''));
CREATE POLICY runs_the_session ON requested_places FOR SELECT
    USING (run_by = nullif(current_setting('app.organisation', true), ''));
GRANT SELECT, INSERT, UPDATE ON requested_places TO :role;

-- For whom: a key of the directory, which goes with the entry. Without a row the place is for somebody yet unnamed.
CREATE TABLE requested_people (
    place uuid PRIMARY KEY REFERENCES requested_places (id) ON DELETE CASCADE,
    organisation text COLLATE "C" NOT NULL,
    person uuid NOT NULL REFERENCES people (person_key) ON DELETE CASCADE
);
CREATE INDEX requested_people_by_person ON requested_people (person);

ALTER TABLE requested_people ENABLE ROW LEVEL SECURITY;
ALTER TABLE requested_people FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organisation ON requested_people
    USING (organisation = nullif(current_setting('app.organisation', true), ''))
    WITH CHECK (organisation = nullif(current_setting('app.organisation', true), ''));
GRANT SELECT, INSERT, DELETE ON requested_people TO :role;

-- What draws of such requests decided, and by what: kept before it is said, never changed.
CREATE TABLE place_draws (
    session uuid NOT NULL,
    draw text COLLATE "C" NOT NULL,
    run_by text COLLATE "C" NOT NULL,
    drawn_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    "on" date NOT NULL,
    seed text NOT NULL,
    rule_version text NOT NULL,
    release_on date,
    quotas json NOT NULL,
    PRIMARY KEY (session, draw)
);
ALTER TABLE place_draws ENABLE ROW LEVEL SECURITY;
ALTER TABLE place_draws FORCE ROW LEVEL SECURITY;
CREATE POLICY runs_the_session ON place_draws
    USING (run_by = nullif(current_setting('app.organisation', true), ''))
    WITH CHECK (run_by = nullif(current_setting('app.organisation', true), ''));
GRANT SELECT, INSERT ON place_draws TO :role;

-- One row for each place that was asked for when it was drawn, in the order of the draw; those without a place waited.
CREATE TABLE drawn_places (
    session uuid NOT NULL,
    draw text COLLATE "C" NOT NULL,
    number integer NOT NULL,
    requested uuid NOT NULL REFERENCES requested_places (id),
    organisation text COLLATE "C" NOT NULL,
    run_by text COLLATE "C" NOT NULL,
    place integer,
    kept boolean NOT NULL,
    received integer NOT NULL,
    entitled integer NOT NULL,
    prior integer,
    PRIMARY KEY (session, draw, number),
    FOREIGN KEY (session, draw) REFERENCES place_draws (session, draw)
);
CREATE INDEX drawn_places_requested ON drawn_places (requested);
ALTER TABLE drawn_places ENABLE ROW LEVEL SECURITY;
ALTER TABLE drawn_places FORCE ROW LEVEL SECURITY;
CREATE POLICY runs_the_session ON drawn_places
    USING (run_by = nullif(current_setting('app.organisation', true), ''))
    WITH CHECK (run_by = nullif(current_setting('app.organisation', true), ''));
CREATE POLICY asked ON drawn_places FOR SELECT
    USING (organisation = nullif(current_setting('app.organisation', true), ''));
GRANT SELECT, INSERT ON drawn_places TO :role;
