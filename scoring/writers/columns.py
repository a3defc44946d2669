"""One set of columns under several tables: a sheet has only one, whatever stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

NEAR = 0.012  # of the width: column edges this close become one


def shared_columns(tables: Sequence[Sequence[float]], room: float) -> tuple[list[float], list[list[int]]]:
    """Widths of the shared columns, and for each table the shared column where each of its own begins.

    `tables` are the tables' column widths, each filling `room`. A single table keeps its columns:
    `shared_columns([[2.0, 1.0]], 3.0) == ([2.0, 1.0], [[0, 1, 2]])`.
    """
    own = [[*accumulate(widths[:-1], initial=0.0), room] for widths in tables]
    shared = [0.0, room]
    for edges in sorted(own, key=len, reverse=True):
        for i in range(1, len(edges) - 1):
            # never so far that two edges of one table could meet
            reach = min(NEAR * room, 0.4 * (edges[i] - edges[i - 1]), 0.4 * (edges[i + 1] - edges[i]))
            near = min(shared, key=lambda s: abs(s - edges[i]))
            if abs(near - edges[i]) <= reach:
                edges[i] = near
            else:
                shared.append(edges[i])
    shared.sort()
    widths = [right - left for left, right in pairwise(shared)]
    return widths, [[shared.index(edge) for edge in edges] for edges in own]
