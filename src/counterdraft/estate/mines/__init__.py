"""One mine under its terms: its file, its indicators, and the options of its owner."""
