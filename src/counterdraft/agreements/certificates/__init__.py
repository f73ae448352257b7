"""Certificates: what a proof holds, as plain data that `counterdraft.verification` checks."""
