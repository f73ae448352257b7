"""The independent checker of certificates: it shares no code with the methods that it checks."""

from __future__ import annotations

from counterdraft.verification.bundle import CertificateFile, read_certificates
from counterdraft.verification.reading import Refused
from counterdraft.verification.verify import Verdict, verify

__all__ = ["CertificateFile", "Refused", "Verdict", "read_certificates", "verify"]
