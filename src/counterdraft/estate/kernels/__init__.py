"""The hot loops: compiled on first use, and plain Python where compilation is switched off."""
