"""How long starting takes: Python alone, the package, the command's help.

python benchmarks/start.py [TIMES]
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter

JOBS = {
    "python -c pass": ["-c", "pass"],
    "import scoring": ["-c", "import scoring"],
    "import scoring.scorer": ["-c", "import scoring.scorer"],
    "scoring --help": ["-c", "import sys; sys.argv = ['scoring', '--help']; from scoring.cli import main; main()"],
}


def seconds(arguments: list[str]) -> float:
    start = perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def main(times: int = 11) -> None:
    taken: dict[str, list[float]] = {name: [] for name in JOBS}
    for _ in range(times + 1):  # interleaved; the first time fills the disk's cache
        for name, arguments in JOBS.items():
            taken[name].append(seconds(arguments))
    for name, all_times in taken.items():
        print(f"{name:24}{median(all_times[1:]):7.3f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
