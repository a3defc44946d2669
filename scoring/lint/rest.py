"""What is left of a standard's file without the parts that are not of its shape: so that all else is told at once too."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from scoring.source import Source
from scoring.standard import Standard
from scoring.toml_file import Location, TomlFile, faults

_TABLES = ("settings", "rounding", "severity")  # lose one key; anything else is left out whole


class Rest(TomlFile):
    """The file without its misshapen parts; a place in it is the place in the file as it was written."""

    __slots__ = ("kept", "told", "written")

    def __init__(self, file: TomlFile) -> None:
        self.path, self.written = file.path, file
        self.data = deepcopy(file.data)
        wrong = faults(Standard, file)
        lost = {where[1] for where, _ in wrong if where[:1] == ("rule",) and len(where) > 1}
        for where, _ in wrong:
            if where and where[0] != "rule":
                self._drop(where)
        rules: Any = self.data.get("rule")
        if not isinstance(rules, list) or ("rule",) in (where for where, _ in wrong):
            rules = self.data["rule"] = []
            lost = {-1} if "rule" in file.data else lost
        self.kept = [at for at in range(len(rules)) if at not in lost]
        self.data["rule"] = [rules[at] for at in self.kept]
        # which rule scores which row, and how it is printed, can be told
        self.told = not lost and not any(where[:1] in (("rounding",), ("settings",)) for where, _ in wrong)

    def _drop(self, where: Location) -> None:
        key = str(where[0])
        if key in _TABLES and len(where) > 1 and isinstance(self.data.get(key), dict):
            self.data[key].pop(where[1], None)
            return
        self.data.pop(key, None)
        stand_in = {"id": self.path.stem, "title": "？", "cite": "？", "effective": "2000-01-01"}
        if key in stand_in:
            self.data[key] = stand_in[key]

    def source(self, location: Location) -> Source:
        if location[:1] == ("rule",) and len(location) > 1 and isinstance(location[1], int):
            location = ("rule", self.kept[location[1]], *location[2:])
        return self.written.source(location)
