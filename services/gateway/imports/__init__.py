"""Spreadsheets as a way in: rows become facts, which go the same way as all others."""
