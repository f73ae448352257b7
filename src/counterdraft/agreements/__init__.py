"""Space, frontier, solutions, certificates: what the parties could agree on, exactly."""

from counterdraft.agreements.results import Comparison, Count, Frontier, Point, Solution, Solutions, Status

__all__ = ["Comparison", "Count", "Frontier", "Point", "Solution", "Solutions", "Status"]
