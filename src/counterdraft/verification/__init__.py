"""The independent checker of certificates: it shares no code with the methods that it checks."""

from counterdraft.verification.verify import Verdict, verify

__all__ = ["Verdict", "verify"]
