"""Two targets of one indicator: lowered, raised, changed or the same."""

import pytest

from scoring.recheck.across.ambition import change

PAIRS = """
≥95% → ≥90% 降低
≥90% → ≥95% 提高
≥95% → 95%以上 同
≥95% → 95% 同
>95% → ≥95% 降低
≤4小时 → ≤8小时 降低
≤4小时 → ≤240分钟 同
≤8小时 → ≤4小时 提高
0次 → 3次 降低
12次 → 10次 降低
1.2万人 → 12000人 同
3-5次 → 2-6次 降低：范围放宽
3-5次 → 4-5次 提高：范围收窄
6月30日前 → 9月30日前 降低：时间推后
2023年6月底前 → 6月30日前 同
优秀 → 良好 降低
≥95% → 较高 降低：由数改成了文字
≥95% → ≤95% 方向相反
≥12次 → ≥12人 不同
完成验收 → 完成初验 不同
７×24小时 → 7*24小时 同
≥3次；≥90% → ≥3次；≥80% 降低
"""


@pytest.mark.parametrize("line", PAIRS.strip().splitlines())
def test_how_a_target_changed(line):
    texts, _, meant = line.rpartition(" ")
    was, now = texts.split(" → ")
    path = ("产出指标", "数量指标", "某项工作")
    assert {None: "同", "": "不同"}.get(found := change(was, now, path, path), found) == meant


def test_the_direction_of_a_bare_number_comes_from_the_name():
    path = ("产出指标", "时效指标", "平均响应时间")
    assert change("4小时", "8小时", path, path) == "降低"


def test_dates_of_another_year_are_compared_without_their_years():
    path = ("产出指标", "时效指标", "完成时间")
    assert change("2022年12月31日前", "2023年12月31日前", path, path, other_year=True) is None
    assert change("2022年11月底前", "2023年12月底前", path, path, other_year=True) == "降低：时间推后"
