-- What is announced of one version of the read side, beside its other tables.

-- Which figures may be otherwise: of a measure ('*' of all, '' of those that ask who was heard), of an organisation
-- ('*' of all), in a run of years. Noted in the transaction that moves them, taken away by whoever announces them.
CREATE TABLE touched (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    measure text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL
);

-- Each figure as it was announced last: as its own organisation sees it, and as everybody else does.
CREATE TABLE announced (
    measure text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    year integer NOT NULL,
    own json NOT NULL,
    others json NOT NULL,
    PRIMARY KEY (measure, organisation, year)
) WITH (fillfactor = 80);

-- What was announced, in order. A view that has not changed is null. A position is a moment in microseconds, or a
-- little later: what somebody is not shown leaves no gap by which it could be counted.
CREATE TABLE announcements (
    position bigint PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    measure text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    -- JSON, which is passed on as it is.
    own text,
    others text
);
CREATE INDEX announcements_by_age ON announcements USING brin (at);

-- After which position they are still kept. One row, written when the announcing begins.
CREATE TABLE announced_from (
    position bigint PRIMARY KEY
);

GRANT SELECT, INSERT, DELETE ON touched, announcements TO :role;
GRANT SELECT, INSERT, UPDATE ON announced, announced_from TO :role;
