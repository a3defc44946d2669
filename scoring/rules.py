"""Every code of a finding explained in Chinese: for the terminal, for programs, and as the pages of docs/rules/."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tabulate import tabulate

from scoring.checks import Code, codes
from scoring.source import SEVERITIES

#: which letter stands for what
GROUPS = {
    "T": "合计与等级",
    "F": "资金与执行率",
    "I": "各行指标",
    "C": "对照：文字、申报、上年、别的表",
    "R": "阅读文件",
}


@lru_cache(maxsize=1)
def examples() -> dict[str, list[dict[str, Any]]]:
    """Tables that trigger each code with the sentences printed, made from cases that the tests execute."""
    found: dict[str, list[dict[str, Any]]] = json.loads(
        files("scoring").joinpath("data/rule_examples.json").read_text("utf-8")
    )
    return found


def to_json(code: Code) -> dict[str, Any]:
    """All that is known of one code."""
    fields = ("code", "title", "severity", "finds", "why", "basis", "mend", "example")
    return {key: getattr(code, key) for key in fields} | {"examples": examples().get(code.code, [])}


def page(code: Code) -> str:
    """One code as a page of Markdown that reads well as plain text too."""
    parts = [
        f"# {code.code} {code.title}",
        f"轻重：{SEVERITIES[code.severity]}（默认；评分办法可以在 [severity] 里改）",
        f"**查什么**　{code.finds}",
        f"**为什么要紧**　{code.why}",
        f"**依据**　{code.basis}",
        f"**怎样改**　{code.mend}",
        f"**例如**　{code.example}",
        *(part for example in examples().get(code.code, []) for part in _example(example)),
    ]
    return "\n\n".join(parts) + "\n"


def _example(example: dict[str, Any]) -> list[str]:
    tables = [part for table in example["tables"] for part in _table(table)]
    says = "\n".join(f"- {sentence}" for sentence in example["says"])
    return [f"## 例：{example['name']}", *tables, f"印出：\n\n{says}"]


def _table(table: dict[str, Any]) -> list[str]:
    parts = [f"{table['title']}："] if table["title"] else []
    if "text" in table:
        return [*parts, f"```\n{table['text'].strip()}\n```"]
    if table["around"]:
        parts.append("\n".join(f"- {label}：{said}" for label, said in table["around"]))
    parts += [_drawn(block) for block in table["blocks"]]
    return parts


def _drawn(block: list[list[str]]) -> str:
    return tabulate(block[1:], headers=block[0], tablefmt="github", disable_numparse=True)


def index(*, links: bool = False) -> str:
    """All codes in a table for each group; with links to their pages."""
    parts = ["# 疑点一览", "每一条疑点都有编号。轻重是默认值，评分办法可以改。"]
    for letter, title in GROUPS.items():
        rows = [
            (f"[{c.code}]({c.code}.md)" if links else c.code, SEVERITIES[c.severity], c.title)
            for c in codes().values()
            if c.code.startswith(letter)
        ]
        parts += [f"## {letter} {title}", tabulate(rows, headers=("编号", "轻重", "疑点"), tablefmt="github")]
    return "\n\n".join(parts) + "\n"


def pages() -> dict[str, str]:
    """The files of docs/rules/ by their names."""
    return {"README.md": index(links=True)} | {f"{c.code}.md": page(c) for c in codes().values()}
