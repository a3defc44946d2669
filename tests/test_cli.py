"""The command line as its users meet it: Chinese, exact, one sentence per mistake, stable JSON."""

import json
import re

import pytest

from tests.running import ROOT, scoring, started


def answered(*words: str) -> object:
    return json.loads(scoring(*words, "--json").stdout)


@pytest.mark.parametrize("command", ["", "score", "explain", "whatif", "standards", "validate", "schema", "new"])
def test_help_is_chinese(command):
    text = started(*command.split(), "--help").stdout
    assert text.startswith("用法：")
    for english in ("Usage", "Options", "Commands", "Arguments", "Show this", "required", "default"):
        assert english not in text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["scor"], "没有这个命令"),
        (["score"], ""),
        (["score", "--stanard", "x", "a.toml"], "没有这个选项：--stanard，是不是 --standard？"),
        (["score", "--json"], "缺少参数 自评文件。用 --help 看用法。"),
        (["whatif"], "缺少参数 自评文件。用 --help 看用法。"),
        (["explain", "1", "2", "3"], "多余的参数：3。用 --help 看用法。"),
        (["explain", "--json=3", "1"], "选项 --json 后面不写值。用 --help 看用法。"),
        (
            ["whatif", "evaluations/rsb-2023-jinbao.toml", "--set", "线路稳定率 90%"],
            '命令行：“线路稳定率 90%”里没有等号。写法：--set "三级指标=值"',
        ),
        (["whatif", "evaluations/rsb-2023-jinbao.toml", "--set", "率=90%"], "命令行：有 "),
        (["explain", "--points"], "选项 --points 后面要写值"),
        (["score", "没有.toml"], "没有.toml：找不到文件。请检查路径和文件名"),
        (["explain", "1", "1", "--standard", "mof-2O20"], "没有编号为“mof-2O20”的评分办法"),
        (["whatif", "evaluations/rsb-2023-jinbao.toml", "--set", "没有这个=1"], "命令行：没有名为“没有这个”的三级指标"),
        (["schema", "form"], "不认识的种类“form”"),
        (["explain", "--batch", "没有.tsv"], "没有.tsv：找不到文件"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, list) else "",
)
def test_misuse_is_one_sentence_and_exit_2(words, sentence):
    done = scoring(*words)
    assert done.returncode == 2 or words == ["score"]
    assert sentence in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_explain_stable_json():
    data = answered("explain", "≥99%", "98.5%", "--points", "10")
    assert {k: data["target"][k] for k in ("kind", "op", "value", "unit")} == {
        "kind": "bound",
        "op": ">=",
        "value": "99",
        "unit": "%",
    }
    assert data["actual"]["value"] == "98.5"
    assert (data["met"], data["score"], data["status"], data["rule"]) == (False, "9.95", "scored", "at_least")
    assert "10 × min(98.5% ÷ 99%, 1) = 9.95" in data["why"]


def test_explain_without_an_actual():
    data = answered("explain", "≤4小时")
    assert (data["actual"], data["met"], data["score"], data["status"]) == (None, None, None, "not_calculable")


def test_explain_a_judged_row_gives_the_admissible_interval():
    data = answered("explain", "作用显著", "作用较显著", "--points", "10")
    assert (data["admissible"], data["score"], data["status"]) == (["8", "10"], None, "judged")


def test_batch_gives_one_object_per_line(tmp_path):
    file = tmp_path / "对.tsv"
    file.write_text("≥99%\t98.0%\t4\t合格率\n≤4小时\n12次\t12次\t不是数\n作用显著\t作用显著\t30\n", "utf-8")
    done = scoring("explain", "--batch", str(file), "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["status"] for r in rows] == ["scored", "not_calculable", "not_calculable", "judged"]
    assert done.returncode == 0


def test_a_rule_for_a_dimension_can_be_traced(tmp_path):
    """mof-2021 scores 满意度 by steps, whichever column says so."""
    row = ("explain", "≥90%", "85%", "--standard", "mof-2021")
    assert answered(*row)["rule"] == "at_least"
    for place in (("--dimension", "满意度指标"), ("--aspect", "满意度指标"), ("--aspect", "服务对象满意度指标")):
        data = answered(*row, *place)
        assert (data["rule"], data["score"]) == ("satisfaction", "8.00")
    told = scoring(*row).stdout
    assert "属于“满意度”、“服务对象满意度”、“社会公众或服务对象满意度”的行另按条款 satisfaction 计分" in told
    assert "提示" not in scoring(*row, "--dimension", "产出指标").stdout
    assert "提示" not in scoring("explain", "≤4小时", "3小时", "--standard", "mof-2021").stdout
    file = tmp_path / "对.tsv"
    file.write_text("≥90%\t85%\n≥90%\t85%\t\t\t\t满意度指标\n≥90%\t85%\t20\t满意度\t服务对象满意度指标\n", "utf-8")
    done = scoring("explain", "--batch", str(file), "--standard", "mof-2021", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["score"] for r in rows] == ["9.44", "8.00", "16.00"]


def test_batch_survives_anything(tmp_path):
    file = tmp_path / "坏.tsv"
    nasty = ["9" * 100_000, "1e999999", "\x00\x07", "(" * 5000, "≥" * 500, "9**9**9", "__import__('os')"]
    file.write_bytes(b"\n".join(t.encode() + b"\t" + t.encode() for t in nasty))
    done = scoring("explain", "--batch", str(file), "--json")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == len(nasty)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_batch_reads_what_excel_saves(tmp_path, encoding):
    file = tmp_path / "对.txt"
    file.write_bytes("≥99%\t98.0%\t4\t合格率\r\n≤4小时\t3小时\t10\t平均响应时间\r\n".encode(encoding))
    rows = [json.loads(line) for line in scoring("explain", "--batch", str(file), "--json").stdout.splitlines()]
    assert [(r["line"], r["score"], r["target"]["op"]) for r in rows] == [(1, "3.96", ">="), (2, "10.00", "<=")]


def test_batch_reads_gbk_from_standard_input():
    done = started("explain", "--batch", "-", "--json", stdin="≤4小时\t3小时\n".encode("gbk"))
    assert json.loads(done.stdout)["target"]["unit"] == "小时"


@pytest.mark.parametrize("content", ["≥99%\t\ud800".encode("utf-8", "surrogatepass") + b"\xff\xff\n", b"\xff\xfe\x00"])
def test_batch_in_no_known_encoding_is_one_sentence(tmp_path, content):
    file = tmp_path / "坏.txt"
    file.write_bytes(content)
    done = scoring("explain", "--batch", str(file))
    assert done.stderr == f"{file}：不是 UTF-8、GBK 或 UTF-16 编码的文本。请用记事本打开，另存为，编码选 UTF-8\n"
    assert done.returncode == 2


def test_batch_says_which_line_has_no_tab(tmp_path):
    file = tmp_path / "对.txt"
    file.write_text("≥99% 98.0% 4\n≥99%\n", "utf-8")
    text = scoring("explain", "--batch", str(file)).stdout
    assert text.count("没有制表符") == 1
    assert "第 1 行没有制表符，整行当作年度指标值；各列之间请用制表符（Tab）隔开" in text


def test_score_stable_json_and_exit_code():
    done = started("score", "evaluations/rsb-2023-jinbao.toml", "--json")
    data = json.loads(done.stdout)
    assert data["schema"] == "scoring/score/1"
    file = data["files"][0]
    assert file["total"]["recomputed"] == "97.0"
    assert file["standard"]["id"] == "central-2023"
    assert file["lines"][0]["place"].startswith("evaluations/rsb-2023-jinbao.toml:")
    assert set(file["funds"][0]) >= {"name", "initial", "budget", "spent", "points", "rate", "claimed"}
    assert set(file["lines"][0]) >= {
        "path",
        "place",
        "target",
        "actual",
        "points",
        "claimed",
        "score",
        "admissible",
        "status",
        "rule",
        "why",
    }


def test_one_bad_file_never_stops_the_others(tmp_path):
    (tmp_path / "坏.toml").write_text("title = 甲", "utf-8")
    done = started("score", str(tmp_path / "坏.toml"), "evaluations/yunfu-2017-jinbao.toml", "--json")
    files = json.loads(done.stdout)["files"]
    assert [f["status"] for f in files] == ["unreadable", "ok"]
    assert files[0]["findings"][0]["code"] == "R01"
    assert done.returncode == 2


def test_what_was_submitted_cannot_steer_the_terminal(tmp_path):
    (tmp_path / "甲.toml").write_text(
        'project = "\\u001b[2J红"\n[[funds]]\nname = "总额"\nbudget = 1\nspent = 1\n', "utf-8"
    )
    assert "\x1b" not in scoring("score", str(tmp_path / "甲.toml")).stdout


def test_whatif_changes_the_total_and_names_what_full_marks_need():
    data = answered("whatif", "evaluations/rsb-2023-jinbao.toml", "--set", "线路稳定率=90%")
    assert data["changed"][0]["actual"] == ["99.9%", "90%"]
    assert data["total"] == ["97.0", "96.6"]
    assert {"path": data["changed"][0]["path"], "needs": "达到 99%"} in data["full_marks"]


def test_whatif_says_how_many_rows_have_no_score_yet(tmp_path):
    (tmp_path / "指标.toml").write_text(scoring("new", "indicator-set").stdout, "utf-8")
    text = scoring("new", "evaluation").stdout
    (tmp_path / "自评.toml").write_text(re.sub(r"(?m)^(actual|judged|claimed|band) = .*\n", "", text), "utf-8")
    done = scoring("whatif", "自评.toml", cwd=tmp_path)
    rows = json.loads(scoring("whatif", "自评.toml", "--json", cwd=tmp_path).stdout)["full_marks"]
    assert re.search(
        rf"还有 {len(rows)} 行没有得分，等它们有了得分才知道等级；.*已有的得分加起来距“优”还差", done.stdout
    )


def test_a_new_file_scores_as_it_stands(tmp_path):
    (tmp_path / "指标.toml").write_text(scoring("new", "indicator-set").stdout, "utf-8")
    (tmp_path / "自评.toml").write_text(scoring("new", "evaluation").stdout, "utf-8")
    done = scoring("score", "自评.toml", cwd=tmp_path)
    assert "总分 96.41" in done.stdout
    assert done.returncode == 0


def test_validate_lists_everything_and_scores_nothing(tmp_path):
    (tmp_path / "指标.toml").write_text(
        'title = "甲"\n[[indicator]]\npath = ["产出", "数量", "次数"]\ntarget = "1次"\npoints = 90\n', "utf-8"
    )
    done = scoring("validate", "指标.toml", cwd=tmp_path)
    assert done.returncode == 2
    assert "指标.toml:2：分值合计 90（指标 90），应为 100（少 10）" in done.stderr


def test_an_unknown_form_names_the_nearest(tmp_path):
    (tmp_path / "自评.toml").write_text(
        'project = "甲"\nform = "central-2012"\n[[funds]]\nname = "总额"\nbudget = 1\nspent = 1\n', "utf-8"
    )
    (tmp_path / "指标.toml").write_text(
        'title = "甲"\nform = "genric"\n[[indicator]]\npath = ["产出指标", "数量指标", "次数"]\n', "utf-8"
    )
    for command in ("validate", "score"):
        assert (
            "自评.toml:2：没有编号为“central-2012”的表样。是不是 central-2021？现有：central-2021、"
            in scoring(command, "自评.toml", cwd=tmp_path).stderr
        )
    assert (
        "指标.toml:2：没有编号为“genric”的表样。是不是 generic？"
        in scoring("validate", "指标.toml", cwd=tmp_path).stderr
    )


@pytest.mark.parametrize("kind", ["indicator-set", "evaluation", "standard", "waivers"])
def test_the_committed_schema_is_fresh(kind):
    committed = (ROOT / f"docs/schema/{kind}.json").read_text("utf-8")
    assert json.loads(committed) == json.loads(scoring("schema", kind).stdout), "运行 make docs 更新"
