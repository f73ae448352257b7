"""What an offer is worth to a party: distributions, the joint sample, worth by draw, the integer game."""
