"""Number formats: what a person sees for a stored number."""

from __future__ import annotations

import datetime

import pytest

from scoring.readers.formats import BUILT_IN, plain, shown, shown_when


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [
        ("0.95", "0.0%", "95.0%"),
        ("0.985", "0%", "99%"),
        ("12", '0"次"', "12次"),
        ("12", "0次", "12次"),
        ("12", "0\\次", "12次"),
        ("5", 'General"人"', "5人"),
        ("5", '"≥"0"次"', "≥5次"),
        ("1.005", "0.00", "1.01"),
        ("1503.445", "#,##0.00", "1,503.45"),
        ("12.30", "0.##", "12.3"),
        ("-1.5", "0.0", "-1.5"),
        ("-0.001", "0.00", "0.00"),
        ("-5", "0_);(0)", "(5)"),
        ("0", BUILT_IN[43], "-"),
        ("-1234.5", BUILT_IN[43], "-1,234.50"),
        ("5", "[$¥-804]0.00", "¥5.00"),
        ("5", "[Red]0.00;[Blue]-0.00", "5.00"),
        ("0", '0;-0;"无"', "无"),
        ("5", "000", "005"),
    ],
)
def test_a_number_under_a_format(number: str, code: str, text: str) -> None:
    assert shown(number, code) == text


@pytest.mark.parametrize("code", ["0.00E+00", "# ?/?", "#,##0,", "[>=100]0;0.0", "@"])
def test_a_format_beyond_us_is_left_to_the_plain_number(code: str) -> None:
    assert shown("5", code) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (9.2, "9.2"),
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (1e22, "1" + "0" * 22),
        (-0.5, "-0.5"),
    ],
)
def test_a_stored_number_has_no_exponent_and_fifteen_digits(number: float, text: str) -> None:
    assert plain(number) == text


@pytest.mark.parametrize(
    ("moment", "code", "text"),
    [
        (datetime.date(2020, 12, 31), "", "2020年12月31日"),
        (datetime.date(2020, 2, 3), "yyyy-mm-dd", "2020-02-03"),
        (datetime.date(2020, 2, 3), '[$-804]yyyy"年"m"月"', "2020年2月"),
        (datetime.datetime(2020, 2, 3, 8, 5), "yyyy/m/d h:mm", "2020/2/3 8:05"),
        (datetime.time(1, 30), "General", "1:30"),
        (datetime.timedelta(hours=25, minutes=3), "[h]:mm", "25:03"),
    ],
)
def test_a_date_under_a_format(moment: datetime.date, code: str, text: str) -> None:
    assert shown_when(moment, code) == text
