"""How much a file may be, and may become when it is opened."""

MOST_BYTES = 16 * 1024 * 1024
MOST_ROWS = 50_000
HEADER_WITHIN = 20
"""Rows in which the headings are looked for: an export may begin with a title."""
MOST_KEPT = MOST_ROWS + HEADER_WITHIN + 1
"""Rows of a sheet that are looked at: one too many is enough to say so."""
MOST_COLUMNS = 200
MOST_SHEETS = 20
MOST_CHARACTERS = 32_767
"""Of one cell: Excel's own limit."""
MOST_PARTS = 2_000
MOST_UNPACKED = 128 * 1024 * 1024
MOST_SAID = 64 * 1024 * 1024
"""Characters of one sheet."""
MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 30
PATIENCE_SECONDS = 40.0
