"""The read side as SQLAlchemy knows it, for the queries that answer questions."""

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Integer, LargeBinary, MetaData, Table, Text

from services.metrics.read_side import SCHEMA

METADATA = MetaData(schema=SCHEMA)
MOMENT = DateTime(timezone=True)

ledger = Table(
    "ledger",
    METADATA,
    Column("id", LargeBinary, primary_key=True),
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
organisations = Table(
    "organisations",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("name", Text),
    Column("kind", Text),
    Column("joined_on", Date),
    Column("joined_at", MOMENT),
    Column("left_on", Date),
    Column("left_at", MOMENT),
    Column("successor", Text),
)
targets = Table(
    "targets",
    METADATA,
    Column("measure", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("organisation", Text),
    Column("year", Integer),
    Column("target", BigInteger),
    Column("recorded_at", MOMENT),
    Column("taken_back_at", MOMENT),
)
watermarks = Table("watermarks", METADATA, Column("topic", Text, primary_key=True), Column("at", MOMENT))
parked = Table("parked", METADATA, Column("id", BigInteger, primary_key=True), Column("recorded_at", MOMENT))
