"""An environment of its own for each peer, made once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def ask(peer: str, requirement: str, script: str, question: object, *, timeout: float) -> Any:
    """Return the answer of *script* run in the peer's environment, or None when it ran out of time."""
    home = ROOT / ".bench" / peer
    python = home / "bin" / "python"
    if not python.exists():
        print(f"   setting up {requirement} in .bench/{peer} …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", requirement], check=True)
    try:
        done = subprocess.run(
            [str(python), str(HERE / script)],
            input=json.dumps(question),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        print(f"   {peer} failed: {done.stderr.strip().splitlines()[-1:]}")
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])
