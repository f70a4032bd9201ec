"""The read side as SQLAlchemy knows it, for the queries that answer questions."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, DATEMULTIRANGE, TSVECTOR

READ_SIDE = "read_side"
"""Stands for the schema of whichever version is read."""
METADATA = MetaData(schema=READ_SIDE)
MOMENT = DateTime(timezone=True)

ledger = Table(
    "ledger",
    METADATA,
    Column("measure", Text),
    Column("subject", Text),
    Column("grain", Text),
    Column("first", Integer),
    Column("last", Integer),
    Column("organisation", Text),
    Column("counted", Text),
    Column("numerator", Integer),
    Column("denominator", Integer),
    Column("in_system", Boolean),
    Column("reason", Text),
    Column("known_from", MOMENT),
    Column("known_to", MOMENT),
)
figures = Table(
    "figures",
    METADATA,
    Column("measure", Text, primary_key=True),
    Column("organisation", Text, primary_key=True),
    Column("grain", Text, primary_key=True),
    Column("period", Integer, primary_key=True),
    Column("numerator", BigInteger),
    Column("denominator", BigInteger),
)
facts = Table(
    "facts",
    METADATA,
    Column("stream", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("subject", Text),
    Column("type", Text),
    Column("organisation", Text),
    Column("source", Text),
    Column("id", Text),
    Column("time", MOMENT),
    Column("recorded_at", MOMENT),
    Column("data", JSON),
)
accepted_days = Table(
    "accepted_days",
    METADATA,
    Column("organisation", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("at", MOMENT),
)
recounts = Table(
    "recounts",
    METADATA,
    Column("measure", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("at", MOMENT),
)
measures = Table(
    "measures",
    METADATA,
    Column("slug", Text, primary_key=True),
    Column("definition_version", Integer),
    Column("definition", JSON),
    Column("after", Text),
)
things = Table(
    "things",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("category", Text),
    Column("subject", Text),
    Column("day", Date),
    Column("owners", ARRAY(Text)),
    Column("shared", Boolean),
    Column("during", DATEMULTIRANGE),
    Column("facets", ARRAY(Text)),
    Column("score", Integer),
    Column("words_of", Text),
    Column("item", JSON),
)
words = Table("words", METADATA, Column("name", Text, primary_key=True), Column("found", TSVECTOR))
offsets = Table(
    "offsets",
    METADATA,
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("next", BigInteger),
)
watermarks = Table("watermarks", METADATA, Column("topic", Text, primary_key=True), Column("at", MOMENT))
parked = Table("parked", METADATA, Column("id", BigInteger, primary_key=True), Column("recorded_at", MOMENT))
announcements = Table(
    "announcements",
    METADATA,
    Column("position", BigInteger, primary_key=True),
    Column("measure", Text),
    Column("organisation", Text),
    Column("own", Text),
    Column("others", Text),
)
announced_from = Table("announced_from", METADATA, Column("position", BigInteger, primary_key=True))
