-- A digest of the record that the offset stands behind: a log that holds another one there is another log. Null where
-- nothing was read yet, or nobody may know. Frozen like event_store_1.sql.
ALTER TABLE offsets ADD COLUMN last bytea;
