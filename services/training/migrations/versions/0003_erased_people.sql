-- Which keys once had an entry: no name, only whose it was and the day on which it went. A back-up made before
-- holds the entry; restoring it erases these again.
CREATE TABLE erased_people (
    person_key uuid PRIMARY KEY,
    organisation text COLLATE "C" NOT NULL,
    "on" date NOT NULL
);
GRANT SELECT, INSERT ON erased_people TO :role;
