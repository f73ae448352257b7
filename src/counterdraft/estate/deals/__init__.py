"""Drafts settled on the estate's paths: each side's money, clause by clause and question by question."""
