-- Where in its trace a sampled fact was submitted, for whoever applies it. Frozen like event_store_1.sql.
ALTER TABLE outbox ADD COLUMN traceparent text COLLATE "C";
