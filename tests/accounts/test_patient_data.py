"""The patient-data guard against the vectors of domain B.6, and against everything that only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.patient_data import REFUSAL, REFUSAL_TEST_NUMBER, findings, is_valid_nhs_number
from accounts.rules.roles import PidKind

pytestmark = pytest.mark.embedded

VALID = ["9434765919", "9876543210", "4010232137"]
TEST_RANGE = ["9990000018", "9990000026", "9990000034"]
INVALID = ["9991234560", "9876543214", "9876543210"[:-1] + "1", "9434765918", "1234567890", "9876544321"]
REPEATED = [str(digit) * 10 for digit in range(10)]


def kinds(text: str) -> list[tuple[str, bool]]:
    return [(finding.kind.value, finding.refuses) for finding in findings({"note": text})]


def spaced(digits: str, sign: str = " ") -> str:
    return sign.join((digits[:3], digits[3:6], digits[6:]))


@pytest.mark.parametrize("number", [*VALID, *TEST_RANGE])
def test_vectors_that_are_valid(number):
    assert is_valid_nhs_number(number)


@pytest.mark.parametrize("number", ["9991234560", "9876544321", "9434765918", "9876543211", "1234567890"])
def test_vectors_that_are_not(number):
    assert not is_valid_nhs_number(number)


@pytest.mark.parametrize("nine", ["999000000", "999000014"])
@pytest.mark.parametrize("check", range(10))
def test_nine_digits_whose_check_digit_would_be_ten_have_no_number(nine, check):
    assert not is_valid_nhs_number(f"{nine}{check}")


@pytest.mark.parametrize("digits", ["", "943476591", "94347659190", "94347659x9", "943 476 5919"])
def test_what_is_not_ten_digits_is_no_number(digits):
    assert not is_valid_nhs_number(digits)


@given(st.integers(0, 10**9 - 1))
def test_each_nine_digits_have_one_check_digit_or_none(nine):
    digits = f"{nine:09}"
    total = sum((10 - place) * int(digit) for place, digit in enumerate(digits))
    check = 11 - total % 11
    valid = [last for last in range(10) if is_valid_nhs_number(f"{digits}{last}")]
    assert valid == ([] if check == 10 else [check % 11])


@pytest.mark.parametrize("number", VALID)
@pytest.mark.parametrize("sign", ["", " ", "-", "‑", "–", "—", "\u00a0", "\u2009", "\u202f"])
def test_valid_number_refuses_in_every_usual_shape(number, sign):
    (finding,) = findings({"note": f"She said {spaced(number, sign)}."})
    assert (finding.field, finding.kind, finding.refuses, finding.sentence) == (
        "note",
        PidKind.NHS_NUMBER,
        True,
        REFUSAL,
    )


@pytest.mark.parametrize("number", TEST_RANGE)
def test_number_of_the_test_range_refuses_and_says_so(number):
    (finding,) = findings({"note": spaced(number)})
    assert (finding.refuses, finding.sentence) == (True, REFUSAL_TEST_NUMBER)


@pytest.mark.parametrize("number", ["9991234560", "9876544321", "9434765918", "9876543211", "1234567890"])
@pytest.mark.parametrize("sign", ["", " ", "-"])
def test_ten_digits_that_are_not_valid_warn(number, sign):
    assert kinds(spaced(number, sign)) == [("nhs_number", False)]


@pytest.mark.parametrize("number", REPEATED)
@pytest.mark.parametrize("sign", ["", " ", "-"])
def test_ten_equal_digits_are_noise(number, sign):
    assert ("nhs_number", True) not in kinds(spaced(number, sign))
    assert ("nhs_number", False) not in kinds(spaced(number, sign))


@pytest.mark.parametrize("phone", ["07700900123", "07700 900 123", "020 7946 0958", "+44 20 7946 0958", "01632 960123"])
def test_phones_have_eleven_digits_and_only_warn(phone):
    assert kinds(f"Ring {phone} today") == [("phone", False)]


@pytest.mark.parametrize("around", ["1{}", "{}1", "1 {}", "{} 1", "1-{}", "{}-1", "{}{}"])
@pytest.mark.parametrize("number", VALID)
def test_part_of_a_longer_run_of_digits_is_no_number(number, around):
    assert ("nhs_number", True) not in kinds(around.format(number, number))


@pytest.mark.parametrize(
    "text",
    [
        "9４3４765919",
        "٩٤٣٤٧٦٥٩١٩",
        "९४३४७६५९१९",
        "𝟗𝟒𝟑𝟒𝟕𝟔𝟓𝟗𝟏𝟗",
        "943\u200b476\u200b5919",
        "943\u200d4765919",
        "\ufeff9434765919",
        "943\u00ad4765919",
        "9434765919,",
        "(9434765919)",
        "NHS:9434765919",
        "no.943-476 5919",
        "x9434765919x",
        "a - 943 476 5919 - b",
        "9434765919\n",
        "1\n9434765919\n2",
    ],
)
def test_disguise_does_not_help(text):
    assert ("nhs_number", True) in kinds(text)


@given(st.sampled_from(VALID), st.text("abc .,;:()\n", max_size=20), st.text("abc .,;:()\n", max_size=20))
def test_words_around_a_number_do_not_hide_it(number, before, after):
    assert ("nhs_number", True) in kinds(f"{before}{number}{after}")


@given(st.text())
def test_any_text_is_read_without_an_error_and_nothing_of_it_is_kept(text):
    for finding in findings({"note": text}):
        assert finding.field == "note"
        assert len(text) < 12 or text not in str(finding)


@given(st.text(st.characters(exclude_categories=["Nd", "No", "Nl"]), max_size=200))
def test_text_without_digits_is_never_refused(text):
    assert all(not finding.refuses for finding in findings({"note": text}))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("DOB 3/4/1938", "date_of_birth"),
        ("date of birth: 3 April 1938", "date_of_birth"),
        ("born on 1938-04-03", "date_of_birth"),
        ("lives at SW1A 1AA", "postcode"),
        ("write to ada@example.org", "email"),
        ("Mrs Bennett fell", "titled_name"),
        ("Mr. O'Brien fell", "titled_name"),
        ("MRN: 123456", "record_number"),
        ("hospital number A12345", "record_number"),
    ],
)
def test_softer_signs_warn(text, kind):
    assert kinds(text) == [(kind, False)]


@pytest.mark.parametrize(
    "text",
    [
        "Care within 24 hours, 365 days, for 1,200 people in 2027",
        "Miss the bus and you wait",
        "NHS 111, option 2",
        "Band 5 to 8a, 37.5 hours",
        "Call by 31/3/2027",
        "",
    ],
)
def test_ordinary_words_pass(text):
    assert kinds(text) == []


def test_each_field_is_named_and_each_kind_is_said_once():
    found = findings({"title": "943 476 5919 and 987 654 3210", "note": "401 023 2137, 9434765918"})
    assert [(finding.field, finding.refuses) for finding in found] == [
        ("title", True),
        ("note", True),
        ("note", False),
    ]


def test_number_beside_another_of_the_same_digits_is_still_a_phone():
    assert kinds("9434765919 or 07700 900123") == [("nhs_number", True), ("phone", False)]
