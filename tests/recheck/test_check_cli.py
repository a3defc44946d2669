"""`scoring check` as a reviewer meets it."""

import json
import signal
import subprocess
import time

import pytest

from tests.running import PROGRAM, ROOT, environment, scoring

RUN = [*PROGRAM, "check"]
CLEAN = ROOT / "evaluations" / "rsb-2023-dianzizhengwu.toml"


def check(*words, cwd):
    done = scoring("check", *words, cwd=cwd, columns=120)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    """One clean table, one whose total is wrong, one picture called a table."""
    from scoring.form import get
    from scoring.review import assess
    from scoring.writers import write

    folder = tmp_path_factory.mktemp("inbox")
    result, _ = assess(CLEAN)
    page = get(result.submission.form).fill(result)
    (folder / "甲局").mkdir()
    write(page, folder / "甲局" / "好.docx")
    write(page, folder / "错.html")
    text = (folder / "错.html").read_text("utf-8")
    assert text.count("96.3<") == 1
    (folder / "错.html").write_text(text.replace("96.3<", "97.3<"), "utf-8")
    (folder / "图.pdf").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


def test_the_report_names_every_file_and_what_does_not_hold(inbox, tmp_path):
    code, out, _ = check(inbox, cwd=tmp_path)
    assert code == 1
    assert "图.pdf（不能读取）" in out
    assert "✗ R01" in out
    assert "✗ T02" in out and "97.3" in out
    assert "甲局/好.docx" in out and "没有疑点" in out
    assert "3 个文件，读出 2 份自评表；1 个不能读取" in out


def test_codes_are_chosen_by_their_beginning(inbox, tmp_path):
    code, out, _ = check(inbox, "--select", "R", "--json", cwd=tmp_path)
    found = {f["code"] for record in json.loads(out)["files"] for f in record["findings"]}
    assert (code, found) == (1, {"R01"})
    code, out, _ = check(inbox, "--ignore", "R01，T", "--json", cwd=tmp_path)
    assert code == 0
    code, _, err = check(inbox, "--select", "X9", cwd=tmp_path)
    assert code == 2 and "没有疑点代码“X9”" in err


def test_the_json_is_the_same_for_any_number_of_processes(inbox, tmp_path):
    texts = {check(inbox, "--json", "--processes", n, cwd=tmp_path)[1] for n in (1, 2, 3)}
    assert len(texts) == 1
    data = json.loads(texts.pop())
    assert data["schema"] == "scoring/check/1"
    assert data["complete"] is True
    record = next(r for r in data["files"] if r["file"].endswith("好.docx"))
    assert record["project"]["year"] == "2023"
    assert record["total"] == record["total"] | {"claimed": "96.3", "recomputed": "96.3", "points": "100"}
    assert record["lines"][0]["place"].startswith("表")
    assert {"path", "target", "actual", "points", "claimed", "score", "admissible", "status", "rule", "why"} <= set(
        record["lines"][0]
    )


def test_everything_is_written_and_the_originals_stay(inbox, tmp_path):
    before = {path: path.read_bytes() for path in inbox.rglob("*") if path.is_file()}
    code, _, err = check(inbox, "-o", "结果", "--sample", "2", cwd=tmp_path)
    out = tmp_path / "结果"
    assert code == 1 and "已写入 结果" in err
    assert sorted(p.name for p in out.iterdir()) == ["复核台账.xlsx", "复核报告.html", "复核记录.jsonl", "批注副本"]
    assert [p.name for p in (out / "批注副本").rglob("*.*")] == ["错.html.复核副本.xlsx"]
    assert {path: path.read_bytes() for path in before} == before
    assert check(inbox, "-o", "结果", cwd=tmp_path)[0] == 2  # what is there is not overwritten unasked
    assert check(inbox, "-o", "结果", "--resume", cwd=tmp_path)[0] == 1


def test_last_years_tables_are_read_for_comparison_only(inbox, tmp_path):
    code, out, _ = check(CLEAN, "--against", inbox / "甲局", "--json", cwd=tmp_path)
    data = json.loads(out)
    assert code == 0
    assert [r["file"] for r in data["files"]] == [str(CLEAN)]


def test_interrupted_it_keeps_what_was_done(inbox, tmp_path):
    many = tmp_path / "many"
    many.mkdir()
    text = (inbox / "错.html").read_bytes()
    for n in range(3000):
        (many / f"{n:04}.html").write_bytes(text)
    command = [*RUN, str(many), "-o", "out"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not any(p.stat().st_size for p in (tmp_path / "out").glob(".*.tmp")):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err.decode()
    assert "已中断" in err.decode()
    done = len((tmp_path / "out" / "复核记录.jsonl").read_text("utf-8").splitlines())
    assert 0 < done < 3000
    assert f"{done} 个文件" in out.decode()
    assert (tmp_path / "out" / "复核台账.xlsx").is_file()


def test_a_name_over_two_lines_stays_on_one(inbox, tmp_path):
    (tmp_path / "甲\n  ✗ 乙.csv").write_bytes(b"")
    assert "甲 ✗ 乙.csv（不能读取）\n" in check(tmp_path, cwd=tmp_path)[1]


def test_a_reader_who_leaves_early_still_gets_the_files(inbox, tmp_path):
    process = subprocess.Popen(
        [*RUN, str(inbox), "-o", "out"], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    process.stderr.read()
    process.wait(timeout=60)
    assert (tmp_path / "out" / "复核台账.xlsx").is_file()
