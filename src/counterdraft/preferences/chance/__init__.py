"""Distributions, certainty equivalents and the joint sample."""
