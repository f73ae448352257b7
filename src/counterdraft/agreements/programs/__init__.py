"""Issues that interact too much for blocks: the game as integer programs."""
