"""The answer for programs: JSON with everything, tables as CSV."""
