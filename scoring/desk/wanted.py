"""What somebody wants to see of the register: the questions of the list page and of the API, checked once for both."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from scoring.desk.settings import Settings
from scoring.register import named
from scoring.register.accounts import Account
from scoring.register.charts import Scope
from scoring.register.lists import Filter, Order, Sort
from scoring.register.trouble import refuse

Stage = Literal["", "declared", "monitored", "self-scored", "reviewed"]
Status = Literal["", "已报送", "复核中", "已退回", "已通过"]
Name = Annotated[str, Field(max_length=200)]
Year = Annotated[int | None, Field(ge=0, le=9999, description="年度")]

_CODE = re.compile(r"[A-Z]\d\d")


class Question(BaseModel):
    """Fields left empty on the page are as good as not there; what no database keeps as text is taken out."""

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        texts = {key: value.replace("\0", "") if isinstance(value, str) else value for key, value in data.items()}
        return {key: value for key, value in texts.items() if value != ""}


class Wanted(Question):
    """A list: what narrows it, its order, where the page begins."""

    text: Name = Field("", description="全文查找：项目、单位、指标、目标、原因、综述里的字，至少两个相连的字")
    unit: Name = Field("", description="单位名称；写一部分也行，只要没有第二个单位也合适")
    department: Name = Field("", description="主管部门名称，同上")
    year: Year = None
    stage: Stage = Field("", description="declared 年初申报，monitored 中期监控，self-scored 自评，reviewed 复核")
    status: Status = Field("", description="状态")
    grade: str = Field("", max_length=20, description="重算的等级")
    standard: Name = Field("", description="评分办法的编号")
    code: Name = Field("", description="疑点代码，如 I04；几个用空格隔开，要都有")
    least: str = Field("", max_length=20, description="自评减重算不少于几分，如 0.01")
    most: str = Field("", max_length=20, description="自评减重算不多于几分，如 -0.01")
    errors: bool = Field(False, description="只看有错误级疑点的")
    by: Sort = Field("event", description="按什么排；event 为最后变动")
    descending: bool = Field(True, description="从大到小，从新到旧")
    after: str = Field("", max_length=2000, description="接着哪一页：上一次回答里的 next 或 previous")


def listed(wanted: Wanted, shared: Settings, visitor: Account) -> tuple[Filter, Order]:
    """The question as the register understands it, the findings of the day counted. Raises ScoringError where a unit's
    name fits none or several."""
    shared.daily.expire(shared.register)
    codes = tuple(dict.fromkeys(_CODE.findall(wanted.code.upper())))
    if wanted.code.strip() and not codes:
        raise refuse(f"疑点代码“{wanted.code[:20]}”看不懂", "例如 I04", "筛选")
    found = Filter(
        within=visitor.within, year=wanted.year, stage=wanted.stage, status=wanted.status, grade=wanted.grade,
        standard=wanted.standard, codes=codes, least=wanted.least, most=wanted.most, errors=wanted.errors, text=wanted.text,
    )  # fmt: skip
    unit, department = _units(wanted, shared, visitor)
    return replace(found, unit=unit, department=department), Order(wanted.by, wanted.descending)


class Counted(Question):
    """A chart: of which year, stage, unit, department."""

    year: Year = None
    stage: Stage = Field("self-scored", description="阶段，同列表")
    unit: Name = Field("", description="单位名称")
    department: Name = Field("", description="主管部门名称")


def counted(wanted: Counted, shared: Settings, visitor: Account) -> Scope:
    """What a chart counts. Raises ScoringError like `listed`."""
    unit, department = _units(wanted, shared, visitor)
    return Scope(visitor.within, unit, department, wanted.year, wanted.stage)


def _units(wanted: Wanted | Counted, shared: Settings, visitor: Account) -> tuple[int | None, int | None]:
    """Unit and department by number. Who sees only the own unit is told no other's name, so has to write it whole."""
    unit = _one(wanted.unit, named.units(shared.register, wanted.unit.strip(), visitor.within))
    found = named.units(shared.register, wanted.department.strip())
    whole = [pair for pair in found if visitor.within is None or pair[1] == wanted.department.strip()]
    return unit, _one(wanted.department, whole)


def _one(written: str, found: list[tuple[int, str]]) -> int | None:
    written = written.strip()[:30]
    if not written:
        return None
    if not found:
        raise refuse(f"没有名称里有“{written}”的单位", "请核对单位名称", "筛选")
    if len(found) > 1:
        names = "、".join(name for _, name in found[:6])
        more = "……" if len(found) > 6 else ""
        raise refuse(f"名称里有“{written}”的单位不止一个：{names}{more}", "请把名称写全", "筛选")
    return found[0][0]
