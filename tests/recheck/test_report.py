"""The report as a file: whole, closed to the network, and no place where a submitted text becomes markup."""

import base64
import copy
from hashlib import sha256

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from scoring.recheck import report, risk
from scoring.recheck.statistics import survey
from scoring.source import ScoringError
from tests.recheck.making import HOSTILE, LONG, blocks, page
from tests.recheck.test_statistics import ACROSS


@pytest.fixture(scope="module")
def html(records, sent, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "复核报告.html"
    sample = risk.sample(lambda: records, 3, 7, ACROSS)
    copies = {"甲局/金保错.docx": "批注/甲局/金保错.复核.docx"}
    page(path, records, sent, across=ACROSS, sample=sample, copies=copies, note=f"2024 年度 {HOSTILE[0]}")
    return path.read_text("utf-8")


def test_only_our_own_script_and_style_are_allowed(html):
    tree = HTMLParser(html)
    policy = tree.css_first('meta[http-equiv="Content-Security-Policy"]').attributes["content"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    runs = [s.text(strip=False) for s in tree.css("script") if "type" not in s.attributes]
    styles = [s.text(strip=False) for s in tree.css("style")]
    for texts, rule in ((runs, "script-src"), (styles, "style-src")):
        assert len(texts) == 1
        assert rules[rule] == f"'sha256-{base64.b64encode(sha256(texts[0].encode()).digest()).decode()}'"


def test_nothing_is_loaded_and_nothing_submitted_is_markup(html):
    tree = HTMLParser(html)
    assert not tree.css("img, link, iframe, object, embed, video, audio, base, source")
    attributes = {name for node in tree.css("*") for name in node.attributes}
    assert not {name for name in attributes if name.startswith("on")}
    assert not attributes & {"style", "src", "srcset", "action", "formaction", "ping"}
    assert all(a.attributes["href"].startswith("#") for a in tree.css("a"))
    types = [s.attributes.get("type") for s in tree.css("script")]
    assert types == ["application/octet-stream"] * 7 + [None]
    assert "\x1b" not in html
    assert HOSTILE[0] not in html
    assert "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in html  # in words, where it belongs


def test_the_script_only_ever_sets_text():
    script = report._part("page.js")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "fetch("):
        assert way not in script


def test_every_file_is_a_block_with_its_tables_and_findings(html, records):
    inside = blocks(html)
    assert list(inside) == [f"f{at}" for at in range(6)] + ["index"]
    for at, record in enumerate(records):
        shown = inside[f"f{at}"]["records"][0]
        assert [f["message"] for f in shown["findings"][: len(record["findings"])]] == [
            f["message"] for f in record["findings"]
        ]
    wrong = inside["f5"]
    assert wrong["copy"] == "批注/甲局/金保错.复核.docx"
    missed = next(f for f in wrong["records"][0]["findings"] if f["code"] == "I03")
    assert missed["cell"]
    cell = next(c for t in wrong["drawing"] for c in t["cells"] if c[5] == missed["place"])
    assert cell[4] == "4.0"


def test_a_row_knows_its_findings(html):
    record = blocks(html)["f5"]["records"][0]
    row = next(line for line in record["lines"] if line["actual"] == "90%")
    assert [record["findings"][n - 1]["code"] for n in row["numbers"]] == ["I03"]
    assert (row["claimed"], row["score"]) == ("4.0", "3.6")


def test_the_index_is_in_the_order_of_work_and_finds_its_blocks(html):
    inside = blocks(html)
    for number, block, within, file, table, *_ in inside["index"]["rows"]:
        assert block == number
        assert len(inside[f"f{block}"]["records"]) > within
        assert (file, table) != ("", 0)
    assert inside["index"]["rows"][0][3] == "丙局/坏.xlsx"


def test_several_tables_of_one_file_share_a_block(records, tmp_path):
    first, second = ({**copy.deepcopy(records[4]), "table": n} for n in (1, 2))
    both = [first, second, records[5]]
    report.write(tmp_path / "r.html", lambda: both, survey(lambda: both))
    inside = blocks((tmp_path / "r.html").read_text("utf-8"))
    assert [len(b["records"]) for name, b in inside.items() if name != "index"] == [2, 1]
    assert {tuple(row[:5]) for row in inside["index"]["rows"]} == {
        (0, 0, 0, records[4]["file"], 1), (1, 0, 1, records[4]["file"], 2), (2, 1, 0, records[5]["file"], 1),
    }  # fmt: skip


def test_megabyte_texts_are_cut_and_say_so(records, tmp_path):
    record = copy.deepcopy(records[5])
    record["lines"][0]["target"] = record["findings"][0]["message"] = record["project"]["name"] = LONG
    record["file"], record["findings"][0]["place"] = "甲\ud800.docx", LONG
    report.write(tmp_path / "r.html", lambda: [record], survey(lambda: [record]))
    assert (tmp_path / "r.html").stat().st_size < 60_000
    shown = blocks((tmp_path / "r.html").read_text("utf-8"))["f0"]["records"][0]
    assert shown["lines"][0]["target"].endswith("（共 1000000 字，这里只显示前 2000 字）")


def test_the_same_records_give_the_same_page(records, sent, tmp_path):
    a, b = (page(tmp_path / name, records, sent).read_bytes() for name in ("a", "b"))
    assert a == b


def test_records_are_gone_through_one_at_a_time(records, tmp_path):
    held = []

    def endless():
        for at in range(300):
            held.append(at)
            yield {**records[5], "file": f"{at}.docx"}

    sums = survey(endless)
    held.clear()
    most = []
    report.write(tmp_path / "r.html", endless, sums, drawing=lambda file: most.append(len(held) - int(file[:-5])))
    assert max(most) <= 2  # never more than the file at hand and the one after it


def test_a_failure_leaves_the_old_page(records, tmp_path):
    (tmp_path / "r.html").write_text("旧")
    with pytest.raises(ScoringError, match="已存在"):
        report.write(tmp_path / "r.html", lambda: records, survey(lambda: records))

    def broken(file):
        raise RuntimeError(file)

    with pytest.raises(RuntimeError):
        report.write(tmp_path / "r.html", lambda: records, survey(lambda: records), drawing=broken, force=True)
    assert [p.name for p in tmp_path.iterdir()] == ["r.html"]
    assert (tmp_path / "r.html").read_text() == "旧"


def test_nothing_to_report_is_a_page_too(tmp_path):
    report.write(tmp_path / "r.html", list, survey(list))
    assert blocks((tmp_path / "r.html").read_text("utf-8"))["index"]["rows"] == []
