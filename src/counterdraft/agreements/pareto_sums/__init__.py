"""Pareto sums: the efficient sums of two sets of points (Nemhauser & Ullmann 1969), compiled by dimension."""
