"""International Standard Book Numbers, old (10) and new (13 digits). Pure."""


def digits_of(written: str) -> str:
    """Without hyphens and spaces, the final X of an old number large."""
    return written.replace("-", "").replace(" ", "").upper()


def is_isbn(written: str) -> bool:
    """Whether the check digit fits (ISO 2108)."""
    number = digits_of(written)
    if len(number) == 13 and number.isascii() and number.isdigit():
        return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number)) % 10 == 0
    if len(number) == 10 and number.isascii() and number[:9].isdigit() and (number[9].isdigit() or number[9] == "X"):
        values = [10 if digit == "X" else int(digit) for digit in number]
        return sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0
    return False
