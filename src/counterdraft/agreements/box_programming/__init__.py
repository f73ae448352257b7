"""Frontiers of two players with weighted boxes: dynamic programming over the boxes, with dual prices."""
