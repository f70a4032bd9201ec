-- Every figure as one row, for tools that read whole tables: as its own organisation sees it and as others do, each
-- with the moment since which it says what it says. Made anew from the read side; nothing is lost with it.
CREATE TABLE reported (
    measure text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    period_type text COLLATE "C" NOT NULL,
    period_start date NOT NULL,
    exact jsonb NOT NULL,
    exact_at timestamptz NOT NULL,
    shown jsonb NOT NULL,
    shown_at timestamptz NOT NULL,
    PRIMARY KEY (measure, organisation, period_type, period_start)
) WITH (fillfactor = 80);

-- What its measures and organisations are, under their names.
CREATE TABLE reported_lists (
    list text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (list, name)
);

-- When the rows were last made anew, and up to which moment everything recorded is in them.
CREATE TABLE reported_until (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    reported_at timestamptz NOT NULL,
    fresh_as_of timestamptz
);

GRANT SELECT, INSERT, UPDATE, DELETE ON reported, reported_lists, reported_until TO :role;
