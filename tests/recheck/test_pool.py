"""Work in processes of their own: what one item does to its process, no other item feels."""

import os
import time

import pytest

from scoring.recheck import pool


def double(item: int) -> int:
    return 2 * item


def treacherous(item: str) -> str:
    """What files do to the libraries that read them."""
    if item == "crash":
        os._exit(139)
    if item == "hang":
        time.sleep(60)
    if item == "swell":
        return str(len(bytearray(2 * pool.MEMORY)))
    if item == "slow":
        time.sleep(0.3)
    return item.upper()


def told(item, reason):
    return f"{item}: {reason}"


def refuse(item: int) -> int:
    raise ValueError(item)


def test_answers_come_in_the_order_of_the_items():
    assert list(pool.each(double, range(100), told, processes=2)) == [2 * n for n in range(100)]
    assert list(pool.each(treacherous, ["slow", "a", "b"], told, processes=2)) == ["SLOW", "A", "B"]


def test_no_items_no_answers():
    assert list(pool.each(double, [], told, processes=1)) == []


def test_a_crash_costs_one_item():
    found = list(pool.each(treacherous, ["a", "crash", "b", "crash", "c"], told, processes=2))
    died = "crash: 读取程序意外中止（文件可能已损坏，或内容过大）"
    assert found == ["A", died, "B", died, "C"]


def test_an_item_that_takes_too_long_is_stopped():
    found = list(pool.each(treacherous, ["a", "hang", "b"], told, processes=2, seconds=lambda _: 0.5))
    assert found == ["A", "hang: 超过 0 秒没有读完，已停止", "B"]


def test_an_item_that_wants_too_much_memory_is_stopped():
    found = list(pool.each(treacherous, ["a", "swell", "b"], told, processes=1))
    assert found == ["A", "swell: 读取所需的内存超过 1024 MB，已停止", "B"]


def test_a_defect_of_the_program_is_not_hidden():
    with pytest.raises(ValueError):
        list(pool.each(refuse, [1], told, processes=1))
