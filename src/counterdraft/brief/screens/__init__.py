"""The answer in a terminal: the brief, the figures it rests on, the efficient offers."""
