-- What is known of each subject: its facts, kept beside what they add up to, since a state cannot be rewound.
CREATE TABLE facts (
    stream text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    subject text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    time timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    data json NOT NULL,
    PRIMARY KEY (stream, version)
);
CREATE INDEX facts_by_subject ON facts (subject, recorded_at);

-- Each subject's contributions, and between which recorded moments they were known. A run of periods is
-- `first` to `last`; the last run of a state has no end (2147483647).
CREATE TABLE ledger (
    id bytea PRIMARY KEY,
    measure text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    grain text COLLATE "C" NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    counted text COLLATE "C" NOT NULL,
    numerator integer NOT NULL,
    denominator integer NOT NULL,
    in_system boolean NOT NULL,
    reason text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz,
    CHECK (known_to > known_from),
    CHECK (last >= first)
);
CREATE INDEX ledger_by_subject ON ledger (subject);
CREATE INDEX ledger_by_period ON ledger (measure, grain, last, organisation);
CREATE UNIQUE INDEX ledger_one_open_row ON ledger (measure, subject, grain, first, organisation, counted)
    WHERE known_to IS NULL;

-- By how much each figure differs from that of the period before; organisation '' is the whole system.
CREATE TABLE figures (
    measure text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    grain text COLLATE "C" NOT NULL,
    period integer NOT NULL,
    numerator bigint NOT NULL,
    denominator bigint NOT NULL,
    PRIMARY KEY (measure, organisation, grain, period)
) WITH (fillfactor = 80);

CREATE TABLE organisations (
    code text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    joined_on date NOT NULL,
    joined_at timestamptz NOT NULL,
    left_on date,
    left_at timestamptz,
    successor text
);

-- Every target that was ever set; the last said by a moment is the one that held then.
CREATE TABLE targets (
    measure text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    year integer NOT NULL,
    target bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (measure, version)
);
CREATE INDEX targets_by_year ON targets (organisation, year, measure);

-- For each topic: everything that its service recorded at or before `at` is in this read side.
CREATE TABLE watermarks (
    topic text PRIMARY KEY,
    at timestamptz NOT NULL
) WITH (fillfactor = 50);

GRANT SELECT, INSERT, UPDATE ON facts, ledger, figures, organisations, targets, watermarks TO :role;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA read_1 TO :role;
