"""How the program runs: loading on demand, compiling, threads, random streams, files, the cache."""
