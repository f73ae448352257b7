"""Two players and weighted boxes over many issues: boxes settled one by one, within proven prices."""
