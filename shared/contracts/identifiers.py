"""Recognise an NHS number in free text, so that no patient is ever named in a fact."""

import re

_TEN_DIGITS = re.compile(r"(?<![0-9])(?=([0-9]{3})([ -]?)([0-9]{3})\2([0-9]{4})(?![0-9]))")
_WEIGHTS = range(10, 1, -1)


def looks_like_patient_identifier(text: str) -> bool:
    """Return whether the text holds ten digits, plain or spaced 3-3-4, that are a valid NHS number."""
    return any(_is_nhs_number(a + b + c) for a, _, b, c in _TEN_DIGITS.findall(text))


def _is_nhs_number(digits: str) -> bool:
    """Check the last digit modulo 11, as the NHS Data Dictionary defines it for the NHS number."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return (11 - total % 11) % 11 == int(digits[9])
