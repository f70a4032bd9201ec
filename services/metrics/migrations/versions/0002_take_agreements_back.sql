-- Who set a target and under which identity, so that it can be named; and when it was taken back.
ALTER TABLE read_1.targets
    ADD COLUMN id text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN source text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN said_by text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN taken_back_at timestamptz;
