-- One version of the read side, in a schema of its own. Whoever changes it counts `LAYOUT` in versions.py up.

-- What is known of each subject: its facts, kept beside what they add up to, since a state cannot be rewound.
-- A subject is named after its stream, except a publication: after what tells publications apart.
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
-- What caused a change is found by the moment at which it became known.
CREATE INDEX facts_by_moment ON facts (recorded_at);

-- Which subjects ever referred to which: they are counted again when that changes.
CREATE TABLE refers (
    refers_to text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    PRIMARY KEY (refers_to, subject)
);

-- Each subject's contributions, and between which recorded moments they were known. A run of periods is
-- `first` to `last`; the last run of a state has no end (2147483647). Organisation '' is the whole system alone.
CREATE TABLE ledger (
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
) WITH (fillfactor = 85);
-- A row closes without a new entry in any index: none of them asks until when it was known.
CREATE UNIQUE INDEX ledger_by_subject ON ledger (subject, measure, grain, first, organisation, counted, known_from);
CREATE INDEX ledger_by_period ON ledger (measure, grain, last, organisation);

-- How many open rows count a thing, where several may: the figure moves when that passes nought.
CREATE TABLE distinct_counts (
    measure text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    grain text COLLATE "C" NOT NULL,
    period integer NOT NULL,
    counted text COLLATE "C" NOT NULL,
    numerators integer NOT NULL,
    denominators integer NOT NULL,
    PRIMARY KEY (measure, organisation, grain, period, counted)
) WITH (fillfactor = 80);

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

-- When an organisation was first known to have said something that was recorded on a London day.
CREATE TABLE accepted_days (
    organisation text COLLATE "C" NOT NULL,
    day date NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (organisation, day)
) WITH (fillfactor = 80);

-- Subjects still to be counted again for a measure: what it refers to changed at `at`.
CREATE TABLE recounts (
    measure text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (measure, subject)
);

-- Which measures this read side has, by which definition, and how far one that came later is filled from history:
-- up to subject `after`; null once it is.
CREATE TABLE measures (
    slug text COLLATE "C" PRIMARY KEY,
    definition_version integer NOT NULL,
    definition json NOT NULL,
    after text COLLATE "C"
);

-- The register and the library: each thing as it is now, one row an entry of a list. It all follows from facts.
CREATE TABLE things (
    name text COLLATE "C" PRIMARY KEY,
    category text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    day date NOT NULL,
    owners text[] COLLATE "C" NOT NULL,
    shared boolean NOT NULL,
    during datemultirange NOT NULL,
    facets text[] COLLATE "C" NOT NULL,
    score integer,
    words_of text COLLATE "C" NOT NULL,
    item json NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX things_by_day ON things (category, day, name);
CREATE INDEX things_by_subject ON things (subject);
CREATE INDEX things_by_facet ON things USING gin (facets);

-- By what a search finds them. Apart, since words change seldom and are dear to index.
CREATE TABLE words (
    name text COLLATE "C" PRIMARY KEY,
    found tsvector NOT NULL
);
CREATE INDEX words_found ON words USING gin (found);

-- For each topic: everything that its service recorded at or before `at` is in this read side.
CREATE TABLE watermarks (
    topic text PRIMARY KEY,
    at timestamptz NOT NULL
) WITH (fillfactor = 50);

GRANT SELECT, INSERT ON facts, refers TO :role;
GRANT SELECT, INSERT, UPDATE ON figures, accepted_days, watermarks, measures TO :role;
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger, distinct_counts, recounts, things, words TO :role;
