"""Which contradictions a layout has room for, by code."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.corpus import plants, plants_rows
from tests.corpus.content import Table
from tests.corpus.looks import Look

Plant = Callable[[Table, random.Random], str | None]

ANY: dict[str, list[Plant]] = {
    "T01": [plants.points_do_not_add], "T02": [plants.total_off], "T03": [plants.level_points_wrong], "T06": [plants.weights_moved], "T04": [plants.score_above_points, plants.score_below_zero], "F03": [plants.sources_do_not_add],
    "F04": [plants.spent_beyond_budget], "I01": [plants_rows.score_wrong], "I02": [plants_rows.lost_without_reason], "I03": [plants_rows.missed_in_full],
    "I04": [plants_rows.no_reason, plants_rows.dull_reason], "I05": [plants_rows.far_above], "I06": [plants_rows.judged_outside, plants_rows.weaker_in_full],
    "I07": [plants_rows.copied_target, plants_rows.bound_as_actual, plants_rows.nothing_filled_in], "I08": [plants_rows.weights_pasted], "I09": [plants_rows.another_unit],
    "I10": [plants_rows.sign_reversed], "I11": [plants_rows.name_says_otherwise], "I12": [plants_rows.half_the_points], "I13": [plants_rows.all_full_marks],
    "I14": [plants_rows.vague_target, plants_rows.target_missing], "I16": [plants_rows.under_the_wrong_level, plants_rows.same_row_twice], "F01": [plants.rate_wrong, plants.rate_of_a_source_wrong],
    "F02": [plants.execution_score_wrong], "T05": [plants.grade_wrong], "C02": [plants.narrative_score_wrong, plants.narrative_amount_wrong],
    "C03": [plants.goal_copied],
}  # fmt: skip


def possible(look: Look) -> list[tuple[str, Plant]]:
    """The contradictions a layout has room for."""
    scored = "score" in look.columns and "points" in look.columns
    out = []
    for code, ways in ANY.items():
        if code[0] in "TI" and code not in ("I05", "I07", "I10", "I11", "I14", "I16") and not scored:
            continue
        if code == "T05" and look.total not in ("grade_row", "top", "split"):
            continue
        if (code == "T02" and look.total == "none") or (code in ("I04", "I02") and "remark" not in look.columns):
            continue
        if (code == "T03" and look.levels not in ("named", "sections")) or (code == "T06" and look.levels == "none"):
            continue
        if code == "T06" and look.name in ("plain", "extra_columns"):  # the ministry's form, with weights of its own
            continue
        if code == "F02" and "deduction" in look.columns:  # the 扣分 column makes the score
            continue
        if code == "C02" and not look.narrative:
            continue
        if code == "C03" and not look.goals:
            continue
        if (code == "F02" and look.execution == "none") or (
            code == "F03" and look.funds == "beside"
        ):  # one row of money
            continue
        if code == "I16" and look.levels == "none":
            continue
        out += [(code, way) for way in ways if way is not plants.rate_of_a_source_wrong or look.funds != "beside"]
    return out
