"""What looks like the number of a patient in a free text, and what does not."""

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from shared.contracts.identifiers import looks_like_patient_identifier

# 943 476 5919: 9×10 + 4×9 + 3×8 + 4×7 + 7×6 + 6×5 + 5×4 + 9×3 + 1×2 = 299 = 27×11 + 2, so the check digit is 9.
VALID = "9434765919"


@pytest.mark.parametrize("text", [VALID, "943 476 5919", "943-476-5919"])
def test_ten_digits_with_the_right_check_digit_are_seen_plain_or_in_threes_and_four(text: str) -> None:
    assert looks_like_patient_identifier(text)


@pytest.mark.parametrize(
    "template", ["Mr X ({})", "x{}x", "{}.", "no:{}, yes", "5, {}", "{} 5", "\n{}\n", "{}-", "-{}"]
)
def test_they_are_seen_anywhere_in_a_text(template: str) -> None:
    assert looks_like_patient_identifier(template.format(VALID))


@pytest.mark.parametrize("digit", "012345678")
def test_another_last_digit_is_no_nhs_number(digit: str) -> None:
    assert not looks_like_patient_identifier(VALID[:9] + digit)


def test_a_remainder_of_eleven_is_the_check_digit_0() -> None:
    # 5×10 + 5×9 + 3×5 = 110, a multiple of 11, so 11 − 0 = 11 stands for 0.
    assert looks_like_patient_identifier("5500030000")


def test_a_remainder_of_ten_is_never_a_number() -> None:
    # 1×10 + 1×2 = 12 = 11 + 1, so 11 − 1 = 10, which is no digit.
    assert not any(looks_like_patient_identifier(f"100000001{digit}") for digit in range(10))


@pytest.mark.parametrize(
    "text",
    ["943 476-5919", "943-476 5919", "943 4765919", "943476 5919", "9434 765 919", "943  476  5919", "943.476.5919",
     "943\t476\t5919", "943\u00a0476\u00a05919", "943\n476\n5919"],
    ids=ascii,
)  # fmt: skip
def test_other_separators_and_groups_are_not_the_way_an_nhs_number_is_written(text: str) -> None:
    assert not looks_like_patient_identifier(text)


@pytest.mark.parametrize("text", ["1" + VALID, VALID + "1", "1943 476 5919", "943 476 59191", "0943-476-5919"])
def test_a_digit_directly_before_or_after_makes_it_another_number(text: str) -> None:
    assert not looks_like_patient_identifier(text)


def test_digits_of_other_scripts_are_no_nhs_number() -> None:
    assert not looks_like_patient_identifier("٩٤٣٤٧٦٥٩١٩")
    assert not looks_like_patient_identifier("９４３４７６５９１９")


def test_a_second_number_is_seen_behind_one_that_is_none() -> None:
    assert looks_like_patient_identifier(f"9434765910 {VALID}")
    assert looks_like_patient_identifier("123 943 476 5919")


@forall(st.integers(0, 999_999_999))
def test_of_ten_numbers_that_differ_in_the_last_digit_at_most_one_is_an_nhs_number(stem: int) -> None:
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), f"{stem:09}", strict=True))
    check = -total % 11
    seen = [digit for digit in range(10) if looks_like_patient_identifier(f"{stem:09}{digit}")]
    assert seen == ([] if check == 10 else [check])
