"""A standard read back in Chinese; the difference of two in words."""

import re
from dataclasses import replace

import pytest

from scoring import articles
from scoring.standards import get, names


@pytest.mark.parametrize("name", names())
def test_every_rule_is_an_article_with_its_source_and_evidence(name):
    standard = get(name)
    text = articles.show(standard)
    assert text.startswith(f"{standard.title}（{standard.cite}）\n编号 {name}，{standard.effective} 起施行\n")
    for rule in standard.rule:
        assert rule.clause in text
        assert f"条款编号：{rule.id}\n" in text
    shown = re.findall(r"^    出处：.*（(见于原表或原文|转述，未核对原文)）$", text, re.M)
    assert shown == [articles.EVIDENCE[rule.evidence] for rule in standard.rule]
    numbers = re.findall(r"^第(.+?)条　", text, re.M)
    assert numbers == [articles.ordinal(i + 1) for i in range(len(numbers))]


def test_an_article():
    assert (
        "第一条　目标不低于某数或目标大于某数（本办法改动）\n"
        "    达到目标值得满分，不足的按比例；完成值达到目标值130%的视为指标偏离，扣2分，扣完为止。\n"
        "    得分＝若(完成率 ≥ 130%, max(分值 - 2, 0), 分值 × min(完成率, 1))\n"
        "    出处：某地预算管理一体化平台2022年操作手册（见于原表或原文）\n"
        "    例：10分 ≥100次 95次 → 9.50\n"
    ) in articles.show(get("platform-caps-2022"))


def test_overrides_are_listed():
    """What is said again in the parent's words is no change: platform-caps-2022 states the same 130%."""
    text = articles.show(get("platform-caps-2022"))
    assert "以 mof-2020 为基础，改动了：条款 at_least、条款 total_cap（新增）\n" in text
    assert "总分（本办法新增）\n" in text and "目标大于某数（本办法改动）\n" in text
    assert "改动了：条款 at_most、超出目标\n" in articles.show(get("platform-linear"))
    text = articles.show(get("central-2023"))
    assert "改动了：条款 execution、条款 judged_achieved、得分精度、执行率精度、一级指标分值\n" in text


def test_inherited_examples_are_scored_anew():
    text = articles.show(get("central-2023"))
    assert "例：4分 ≥99% 98.0% → 4.0\n" in text
    assert "例：4分 ≥99% 98.0% → 3.96\n" in articles.show(get("mof-2020"))


def test_the_difference_of_two_standards():
    assert articles.diff(get("mof-2020"), get("platform-linear")) == [
        "条款 at_most 的计分不同：",
        "    mof-2020         得分＝若(完成值 ≤ 目标值, 分值, 分值 × min(目标值 ÷ 完成值, 1))",
        "    platform-linear  得分＝若(完成值 ≤ 目标值, 分值, 分值 × max(1 − (完成值 − 目标值) ÷ 目标值, 0))",
        "条款 at_most 的条文不同：",
        "    mof-2020         越低越好的定量指标，不超过目标值得满分；超过的，按目标值与完成值的比例得分。",
        "    platform-linear  反向指标不超过目标值得满分；超过的，按超出目标值的比例扣分，达到目标值两倍时扣完。",
        "条款 at_most 的出处不同：",
        "    mof-2020         湖北省2019—2021年自评表填表说明：反向指标 得分＝权重×A/B，不得突破权重（见于原表或原文）",
        "    platform-linear  部分地方预算管理一体化平台的操作说明（见于原表或原文）",
        "超出目标不同：",
        "    mof-2020         完成值达到目标值的 130% 须说明原因",
        "    platform-linear  完成值达到目标值的 120% 须说明原因",
    ]


def test_a_rule_only_one_has():
    lines = articles.diff(get("platform-caps-2022"), get("mof-2020"))
    assert any(line.startswith("条款 total_cap：只在 platform-caps-2022 里——预算执行率不足80%的") for line in lines)
    back = articles.diff(get("mof-2020"), get("platform-caps-2022"))
    assert any(line.strip().startswith("总分＝若(执行率 ≥ 80%, 总分") for line in back)


def test_grades_bands_and_rounding_differ():
    assert "等级不同：" in articles.diff(get("mof-2020"), get("guangdong-2017"))
    assert "定性的档不同：" in articles.diff(get("mof-2020"), get("hubei-2019"))
    assert "得分精度不同：" in articles.diff(get("mof-2020"), get("central-2023"))
    assert "    wuhan-2021  没有规定" in articles.diff(get("mof-2020"), get("wuhan-2021"))


@pytest.mark.parametrize("name", names())
def test_no_difference_from_itself(name):
    assert articles.diff(get(name), replace(get(name), id="副本")) == []


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (24, "二十四"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
    ],
)
def test_article_numbers(number, text):
    assert articles.ordinal(number) == text
