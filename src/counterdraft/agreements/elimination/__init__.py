"""Bucket elimination: the efficient ways to choose the options of issues that interact."""
