"""A grid from merges that a file states, right or wrong."""

from __future__ import annotations

import pytest

from scoring.grid import Cell, Grid, Span


def mended(rows: int, columns: int, *merges: Span) -> Grid:
    return Grid.mended(rows, columns, merges, lambda r, c, h, w: Cell(r, c, f"{r}{c}", h, w))


def test_right_merges_are_kept() -> None:
    assert str(mended(2, 3, (0, 0, 2, 1), (0, 1, 1, 2))) == "00 | 01 | <\n^ | 11 | 12"


def test_what_protrudes_is_cut() -> None:
    assert str(mended(2, 2, (1, 0, 9, 9))) == "00 | 01\n10 | <"
    assert str(mended(2, 2, (-1, -1, 2, 3))) == "00 | <\n10 | 11"
    assert str(mended(1, 1, (5, 5, 2, 2), (0, 0, 0, 0))) == "00"


def test_what_overlaps_is_left_out() -> None:
    assert str(mended(2, 2, (0, 0, 1, 2), (0, 1, 2, 1))) == "00 | <\n10 | 11"


def test_after_many_wrong_merges_no_more_is_believed() -> None:
    wrong = [(0, 0, 2, 1)] * 25
    assert str(mended(2, 2, (0, 0, 1, 2), *wrong, (1, 0, 1, 2))) == "00 | <\n10 | 11"


def test_the_same_grid_as_one_built_cell_by_cell() -> None:
    cells = [Cell(0, 0, "00", 1, 2), Cell(1, 0, "10"), Cell(1, 1, "11")]
    assert mended(2, 2, (0, 0, 1, 2)) == Grid(cells)
    assert hash(mended(2, 2, (0, 0, 1, 2))) == hash(Grid(cells))


def test_a_place_outside_is_an_error() -> None:
    with pytest.raises(KeyError):
        mended(2, 2).at(0, 2)
    with pytest.raises(KeyError):
        mended(2, 2).at(-1, 0)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([Cell(0, 0), Cell(1, 1)], "gap at 0,1"),
        ([Cell(0, 0, columns=2), Cell(0, 1)], "cells overlap at 0,1"),
        ([Cell(-1, 0)], "has no extent"),
        ([Cell(0, 0, rows=0)], "has no extent"),
    ],
)
def test_cells_that_do_not_tile_build_no_grid(cells: list[Cell], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Grid(cells)
