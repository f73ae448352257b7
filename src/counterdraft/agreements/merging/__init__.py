"""Blocks put together: worths added, and what somebody dominates dropped, for any number of players."""
