"""Rows and fields of an estate's files: read, dated, in their units, with every fault at its place."""
