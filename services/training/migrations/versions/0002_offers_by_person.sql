-- Which sessions offered a place to somebody: a draw serves those first who had the fewest.
CREATE INDEX offers_by_person ON events ((data ->> 'person')) WHERE type = 'session.place_offered';
