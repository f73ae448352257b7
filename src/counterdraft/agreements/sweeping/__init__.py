"""Two players, weighted boxes over many issues: settle the boxes one after the other, within proven prices."""
