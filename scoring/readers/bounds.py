"""How much of a file is believed."""

from __future__ import annotations

FILE = 50 * 2**20  # bytes of a file
UNPACKED = 100 * 2**20  # bytes of all parts of an archive
PART = 16 * 2**20  # bytes of one XML part read as a tree: memory is some twenty times that
PARTS = 5_000  # of an archive
CELLS = 200_000  # places of one table
COLUMNS = 2_000
TABLES = 2_000
DEPTH = 40  # tables within tables
PAGES = 500

RESAVE = "请用 Office 或 WPS 打开，另存后重新报送"
