"""The form encoding of Stripe's API: `line_items[0][price_data][currency]=jpy` and back into nested values. Pure."""

import re
from typing import Any
from urllib.parse import parse_qsl

PART = re.compile(r"[^\[\]]+|(?<=\[)(?=\])")


def decode(encoded: str) -> dict[str, Any]:
    """Nested dictionaries, lists and strings; types are the contract's business."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        *path, last = PART.findall(name) or [name]
        target = root
        for part in path:
            target = target.setdefault(part, {})
        # "expand[]" appends; its position is its number.
        target[last or str(len(target))] = value
    return {name: _lists(value) for name, value in root.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_lists(value[name]) for name in sorted(value, key=int)]
    return {name: _lists(each) for name, each in value.items()}
