"""Self-assessments as columns, made from real expressions: twelve rows each, names and numbers varied, claims mostly right.

Seeded: the same count gives the same file. Rows are told apart the way published tables are: most targets are
met, four actuals in ten copy the printed one, one claim in ten is wrong.
"""

from __future__ import annotations

import random
from pathlib import Path
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.corpus import pairs, rows
from scoring.scorer import Scorer
from scoring.standard import Standard

EACH = 12  # rows of one submission
GROUP = 1 << 18  # rows of a row group
POOL = 400_000  # distinct rows (target, actual, points, claim), drawn from again and again
_THINGS = [
    "培训",
    "宣传",
    "巡查",
    "检测",
    "维修",
    "采购",
    "发放",
    "验收",
    "审核",
    "走访",
    "监测",
    "服务",
    "建设",
    "养护",
    "登记",
    "评估",
    "调研",
    "演练",
    "抽检",
    "配送",
]
_WHAT = ["人数", "次数", "合格率", "完成率", "覆盖率", "及时率", "数量", "成本", "时限", "效果", "满意度", "作用"]
_WHERE = ["", "全县", "城区", "乡镇", "社区", "中心", "本年", "项目", "重点", "基层"]
_SECTIONS = [("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"), ("成本指标", "经济成本指标"),
             ("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度指标")]  # fmt: skip
_POINTS = (10, 10, 10, 10, 10, 5, 5, 10, 10, 10, 5, 5)
_REMARKS = ["", "", "", "", "", "", "受疫情影响，部分场次推迟", "无"]

SCHEMA = pa.schema({name: pa.string() for name in ("submission", "l1", "l2", "l3", "target", "actual", "points", "claimed", "judged", "remark")})  # fmt: skip


def pool(standard: Standard, seed: int = 2023) -> pa.Table:
    """Distinct rows with the names they stand under and what is claimed for them."""
    chance = random.Random(seed)
    scorer, home = Scorer(standard), dict[str, list[tuple[str, str, str]]]()
    for target in sorted({t for t, _ in pairs()}):
        names = {f"{chance.choice(_WHERE)}{chance.choice(_THINGS)}{chance.choice(_WHAT)}" for _ in range(25)}
        home[target] = [(*chance.choice(_SECTIONS), name) for name in sorted(names)]
    made = []
    for target, actual, _ in rows(POOL, seed):
        l1, l2, l3 = chance.choice(home[target])
        points = str(chance.choice(_POINTS))
        found = scorer.score(target, actual, points, l3, l2, "", l1)
        claim = points if found.score is None else str(found.score)
        if chance.random() < 0.1:
            claim = f"{float(points) * chance.uniform(0.7, 1):.1f}"
        made.append((l1, l2, l3, target, actual, points, claim, "", chance.choice(_REMARKS)))
    return pa.table([pa.array(column) for column in zip(*made, strict=True)], schema=pa.schema(list(SCHEMA)[1:]))


def write(path: Path, count: int, standard: Standard, seed: int = 2023) -> Path:
    """A Parquet file of `count` rows, written row group by row group; no name stands twice in a submission."""
    drawn, chance = pool(standard, seed), np.random.default_rng(seed)
    of_name = np.array([crc32(name.encode()) % EACH for name in drawn.column("l3").to_pylist()])
    shelves = [np.flatnonzero(of_name == at) for at in range(EACH)]
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for start in range(0, count, GROUP):
            size = min(GROUP, count - start)
            rows_ = start + np.arange(size)
            owners = pa.array([f"2023-{n:08d}" for n in (rows_ // EACH).tolist()])
            picked = np.empty(size, np.int64)
            for at, shelf in enumerate(shelves):
                mine = rows_ % EACH == at
                picked[mine] = chance.choice(shelf, int(mine.sum()))
            part = drawn.take(pa.array(picked))
            writer.write_table(pa.table([owners, *part.columns], schema=SCHEMA))
    return path
