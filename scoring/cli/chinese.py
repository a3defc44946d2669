"""typer's own words in Chinese: usage, options, errors."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_HELP = (
    ("Usage: ", "用法："),
    ("Options:", "选项："),
    ("Arguments:", "参数："),
    ("Commands:", "命令："),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]..."),
    ("Show this message and exit.", "显示本说明后退出。"),
    ("[required]", "[必填]"),
    ("[default: ", "[默认："),
)
_ERRORS = (
    (r"Missing argument '?(.*?)(?:\.\.\.)?'?\.?$", r"缺少参数 \1。"),
    (r"Missing option '?(.*?)'?\.?$", r"缺少选项 \1。"),
    (r"Option '?(\S+?)'? does not take a value\.?", r"选项 \1 后面不写值。"),
    (
        r"No such option: (\S+?)\.?(?: \(Possible options: (.+)\)| Did you mean (.+)\?)",
        r"没有这个选项：\1，是不是 \2\3？",
    ),
    (r"No such option: (\S+?)\.?$", r"没有这个选项：\1。"),
    (r"No such command '?([^'.]*)'?\.?.*", r"没有这个命令：\1。"),
    (r"Option '?(\S+?)'? requires an argument\.?", r"选项 \1 后面要写值。"),
    (r"Got unexpected extra argument(?:\(s\)|s)? \((.*)\)", r"多余的参数：\1。"),
    (r"Invalid value for '?([^':]*)'?: (.*)", r"\1 的值不对（\2）。"),
    (r"Missing command\.?", "缺少命令。"),
)


def chinese_error(message: str) -> str:
    """A usage error of typer in Chinese; unknown ones are passed on as they are."""
    for pattern, by in _ERRORS:
        if re.search(pattern, message):
            return re.sub(pattern, by, message)
    return message


def _translate(text: str) -> str:
    for english, chinese in _HELP:
        text = text.replace(english, chinese)
    return text


class Command(TyperCommand):
    """A command whose help is Chinese throughout."""

    def get_help(self, ctx: Any) -> str:
        return _translate(super().get_help(ctx))


#: in the order of a year's work
_ORDER = [
    "new",
    "validate",
    "template",
    "import",
    "score",
    "check",
    "rules",
    "explain",
    "whatif",
    "render",
    "narrate",
    "summary",
    "batch",
    "simulate",
    "read",
    "forms",
    "register",
    "standards",
    "serve",
    "schema",
]


class Group(TyperGroup):
    """A group whose help is Chinese throughout, commands in the order of the work."""

    def list_commands(self, ctx: Any) -> list[str]:
        names = super().list_commands(ctx)
        return sorted(names, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))

    def get_help(self, ctx: Any) -> str:
        return _translate(super().get_help(ctx))
