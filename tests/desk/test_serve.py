"""`scoring serve`: what it refuses, in a sentence, before anything listens."""

from __future__ import annotations

import socket

import pytest

from scoring.cli import desk as command
from scoring.source import ScoringError


def test_a_port_in_use_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ScoringError, match="可能已经启动了一个"):
            command._socket("127.0.0.1", taken.getsockname()[1])


def test_a_new_register_is_made_and_an_old_one_opened(tmp_path):
    place = tmp_path / "台账.db"
    command._register(str(place)).close()
    assert place.is_file()
    command._register(str(place)).close()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"host": "0.0.0.0"}, "还没有用户"),
        ({"register": "mysql://x/y"}, "台账不能放在 mysql 里"),
        ({"sets": "没有的文件夹"}, "没有这个文件夹"),
    ],
)
def test_what_cannot_be_served_is_one_sentence(options, told, tmp_path):
    from pathlib import Path

    given = {"register": str(tmp_path / "台账.db"), "sets": "indicator_sets", "host": "127.0.0.1", **options}
    with pytest.raises(ScoringError) as error:
        command.serve(given["register"], Path(given["sets"]), given["host"], 0, False)
    assert told in str(error.value) and len(error.value.problems) == 1


def test_parts_that_are_not_installed_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(command, "find_spec", lambda name: None if name == "uvicorn" else object())
    with pytest.raises(ScoringError, match="缺 uvicorn"):
        command.serve(str(tmp_path / "台账.db"), tmp_path, "127.0.0.1", 0, False)


def test_answers_are_sent_at_once():
    """asyncio sets TCP_NODELAY only on sockets that say they are TCP; else each answer waits 40 ms for the client."""
    with command._socket("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP
