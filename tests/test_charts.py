"""Charts: every mark says what it is, nothing in a name becomes markup, colours can be told from paper."""

from fractions import Fraction

from lxml import etree

from scoring import charts

HOSTILE = '</svg><script>alert("1")</script>\x00\x1b&'
SVG = "{http://www.w3.org/2000/svg}"


def marks(svg: str) -> list[str]:
    tree = etree.fromstring(svg)
    for mark in tree.iter(f"{SVG}g"):
        assert mark.get("aria-label") == mark.find(f"{SVG}title").text
    return [mark.get("aria-label") for mark in tree.iter(f"{SVG}g")]


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(colour: str) -> float:
    return 1.05 / (luminance(colour) + 0.05)


def test_colours_meet_wcag_aa():
    assert min(map(contrast, (*charts.COLOURS, charts.INK))) >= 4.5  # white text on them, and they on white
    assert contrast(charts.RULE) >= 3


def test_bars_say_name_series_and_number():
    svg = charts.bars("等级", ["优", "良"], {"自评": [3, 0], "重算": [1, 2]})
    assert marks(svg) == ["优，自评：3", "优，重算：1", "良，自评：0", "良，重算：2"]
    wide = [float(r.get("width")) for r in etree.fromstring(svg).iter(f"{SVG}rect")][2:]
    assert wide[0] == max(wide)
    assert wide[3] * 3 - wide[0] * 2 < 1  # two thirds as long


def test_labels_take_the_place_of_numbers():
    svg = charts.bars("满分", ["甲"], {"": [Fraction(1, 3)]}, labels=["33.3%（1/3）"])
    assert marks(svg) == ["甲：33.3%（1/3）"]


def test_histogram_counts_every_step():
    assert marks(charts.histogram("差", ["−1", "0", "1"], [0, 7, 2], " 份")) == ["−1：0 份", "0：7 份", "1：2 份"]


def test_a_line_leaves_a_gap_where_a_year_is_missing():
    svg = charts.lines("分", ["2021", "2022", "2023", "2024"], {"甲": [90, 91, None, 95]})
    assert marks(svg) == ["2021，甲：90", "2022，甲：91", "2024，甲：95"]
    joined = [line for line in etree.fromstring(svg).iter(f"{SVG}line") if line.get("stroke-width") == "2"]
    assert len(joined) == 1


def test_stacked_shares_fill_the_bar():
    svg = charts.stacked("占比", ["甲"], {"满分": [3], "其他": [1]})
    assert marks(svg) == ["甲，满分：3（75.0%）", "甲，其他：1（25.0%）"]


def test_nothing_in_a_name_becomes_markup():
    for svg in (
        charts.bars(HOSTILE, [HOSTILE], {HOSTILE: [1], "乙": [2]}),
        charts.histogram(HOSTILE, [HOSTILE], [1]),
        charts.lines(HOSTILE, [HOSTILE], {HOSTILE: [1]}),
        charts.stacked(HOSTILE, [HOSTILE], {HOSTILE: [1], "乙": [2]}),
    ):
        tags = {etree.QName(node).localname for node in etree.fromstring(svg).iter()}
        assert tags <= {"svg", "g", "title", "rect", "text", "line", "circle"}
        assert "style" not in svg


def test_a_megabyte_of_a_name_makes_no_megabyte_of_a_chart():
    assert len(charts.bars("长", ["长" * 1_000_000], {"": [1]})) < 20_000


def test_nothing_at_all_is_still_a_chart():
    for svg in (charts.bars("空", [], {"": []}), charts.histogram("空", [], []), charts.lines("空", [], {"": []})):
        assert marks(svg) == []
