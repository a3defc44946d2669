"""The examples of `scoring rules`, drawn from cases that the tests execute.

    python -m tests.rule_examples      writes scoring/data/rule_examples.json

Of each code the case marked `page = true`, else the first one that finds something.
"""

import json
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
WRITTEN = HERE.parent / "scoring" / "data" / "rule_examples.json"

LABELS = {
    "project": "项目名称", "implementer": "实施单位", "department": "主管部门", "year": "年度", "points": "分值合计", "total": "总分",
    "grade": "等级", "expected": "预期目标", "done": "实际完成情况", "reason": "偏差原因", "narrative": "自评综述", "notes": "说明",
    "money_unit": "金额单位", "declared_projects": "汇总项目数", "declared_budget": "汇总预算", "projects": "申报的项目",
    "spending": "支出明细", "level_points": "一级旁印的分值", "settings": "办法的界线",
}  # fmt: skip
SETTINGS = {"execution_bar": "执行率低于多少要说明原因"}


def cases(path: Path) -> list[dict]:
    return tomllib.loads(path.read_text("utf-8"))["case"]


def drawn(table: dict) -> dict:
    """A drawn table as titles, fields around it, and blocks of rows under their headings."""
    blocks: list[list[list[str]]] = []
    for line in table.get("table", "").strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if cells[0] in ("资金", "一级"):
            blocks.append([])
        blocks[-1].append(cells)
    for block in blocks:
        for row in block:
            row += [""] * (len(block[0]) - len(row))
    around = [[label, said(table[key])] for key, label in LABELS.items() if key in table]
    return {"title": table.get("file", ""), "around": around, "blocks": blocks}


def said(value: object) -> str:
    if isinstance(value, dict):
        return "，".join(f"{SETTINGS.get(key, key)} {text}" for key, text in value.items())
    return " ".join(str(value).split())


def alone(case: dict) -> dict:
    return {"name": case["name"], "tables": [drawn(case)], "says": case["says"]}


def together(case: dict) -> dict:
    tables = case["tables"][:3] + [t | {"file": f"{t['file']}（对照的表）"} for t in case.get("against", [])]
    return {"name": case["name"], "tables": [drawn(t) for t in tables], "says": case["says"]}


def read(case: dict) -> dict:
    """A file as it was sent, line by line."""
    return {"name": case["name"], "tables": [{"title": case["file"], "text": case["content"]}], "says": case["says"]}


def examples() -> dict[str, list[dict]]:
    """Of each code an example inside a table, one across tables, one of reading a file, where there are such cases."""
    kinds = [
        ([c for path in sorted((HERE / "checks" / "cases").glob("*.toml")) for c in cases(path)], alone),
        (cases(HERE / "recheck" / "cases.toml"), together),
        (cases(HERE / "recheck" / "reading.toml"), read),
    ]
    found: dict[str, list[dict]] = {}
    for every, shown in kinds:
        chosen: dict[str, dict] = {}
        for case in every:
            if case["says"] and "repeat" not in case and (case["code"] not in chosen or case.get("page")):
                chosen[case["code"]] = case
        for code, case in chosen.items():
            found.setdefault(code, []).append(shown(case))
    return dict(sorted(found.items()))


def text() -> str:
    return json.dumps(examples(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    WRITTEN.write_text(text(), "utf-8")
