"""Excludes offers: which of all there are, far too many to be scored, could beat the best found."""
