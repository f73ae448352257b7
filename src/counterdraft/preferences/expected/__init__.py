"""The integer game of expected worths, and how far it may be off."""
