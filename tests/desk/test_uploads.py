"""The reader processes: as many as are at work at once, each started when it is needed."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scoring.desk.uploads import Reading

LONG = 30.0  # seconds after which a process is given up


def wait(met: Path) -> str:
    """A file that takes its time: until another one has been read."""
    while not met.exists():
        time.sleep(0.01)
    return "read"


def leave(met: Path) -> str:
    met.touch()
    return "read"


def lost(_: Path, reason: str) -> str:
    return reason


def test_a_slow_file_does_not_hold_up_the_others(tmp_path):
    reading = Reading(2)
    try:
        with ThreadPoolExecutor(1) as beside:
            slow = beside.submit(reading.ask, wait, tmp_path / "met", lost, LONG)
            assert reading.ask(leave, tmp_path / "met", lost, LONG) == "read"
            assert slow.result() == "read"
    finally:
        reading.close()


def test_processes_are_started_as_they_are_needed_and_used_again(tmp_path):
    reading = Reading()
    assert 2 <= reading._most <= 4 and not reading._every
    try:
        for at in range(3):
            assert reading.ask(leave, tmp_path / str(at), lost, LONG) == "read"
        assert len(reading._every) == 1
    finally:
        reading.close()
    assert reading.ask(leave, tmp_path / "again", lost, LONG) == "read"  # after the server was stopped and started
    reading.close()


def test_a_process_that_dies_makes_room_for_the_next(tmp_path):
    reading = Reading(1)
    try:
        assert "意外中止" in reading.ask(die, tmp_path, lost, LONG)
        assert reading.ask(leave, tmp_path / "met", lost, LONG) == "read"
    finally:
        reading.close()


def die(_: Path) -> str:
    import os

    os._exit(3)
