"""`python -m counterdraft` is the command line."""

from counterdraft.cli import main

if __name__ == "__main__":
    main()
