"""JSON text in which numbers keep all their digits."""

from __future__ import annotations

import json

__all__ = ["Raw", "json_text"]


class Raw(str):
    """A number of JSON as it is to be written, with all its digits."""

    __slots__ = ()


def json_text(data: object) -> bytes:
    """Return *data* as indented JSON, `Raw` numbers with all their digits."""
    marks: list[str] = []

    def marked(value: object) -> object:
        if isinstance(value, Raw):
            marks.append(str(value))
            return f"\x00{len(marks) - 1}\x00"
        if isinstance(value, dict):
            return {key: marked(entry) for key, entry in value.items()}
        if isinstance(value, list | tuple):
            return [marked(entry) for entry in value]
        return value

    parts = json.dumps(marked(data), indent=1, ensure_ascii=False).split('"\\u0000')
    text = parts[0]
    for part in parts[1:]:
        number, _, rest = part.partition('\\u0000"')
        text += marks[int(number)] + rest
    return (text + "\n").encode()
