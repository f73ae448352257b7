"""What every method works on and answers with: the terms of a game, the rules of solutions, typed results."""
