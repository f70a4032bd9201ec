DROP SCHEMA read_1 CASCADE;
DELETE FROM read_sides;
-- Which tables it has: a release reads and writes the layout that it knows.
ALTER TABLE read_sides ADD COLUMN layout integer NOT NULL, ADD COLUMN promoted_at timestamptz;
GRANT UPDATE (live, promoted_at) ON read_sides TO :role;
