"""Conditions as clauses and as weighted boxes."""
