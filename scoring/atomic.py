"""Put a file in place whole or not at all: written beside the target, then renamed."""

from __future__ import annotations

import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISDIR
from typing import BinaryIO

from scoring.source import Problem, ScoringError, Source

_REASONS = {
    errno.ENOENT: ("文件夹不存在", "请先建立文件夹，或换一个位置"),
    errno.ENOTDIR: ("上一级不是文件夹", "请换一个位置"),
    errno.EISDIR: ("这是一个文件夹", "请给出文件名"),
    errno.EACCES: ("没有写入权限", "请换一个文件夹，或关闭正在打开它的程序"),
    errno.EPERM: ("没有写入权限", "请换一个文件夹，或关闭正在打开它的程序"),
    errno.EROFS: ("所在的磁盘是只读的", "请换一个文件夹"),
    errno.ENOSPC: ("磁盘已满", "请清理后重试"),
    errno.EDQUOT: ("磁盘配额已用完", "请清理后重试"),
    errno.EFBIG: ("超过了允许的文件大小", "请换一个磁盘"),
    errno.ENAMETOOLONG: ("文件名太长", "请改短文件名"),
}


def _problem(path: Path, message: str, advice: str = "") -> ScoringError:
    return ScoringError(Problem(Source(str(path)), message, advice))


def check_target(path: Path, *, force: bool = False) -> None:
    """Refuse a target that exists (unless `force`) or is a folder; raises ScoringError."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise _explained(path, error) from error
    if S_ISDIR(found.st_mode):
        raise _problem(path, "无法写入：这是一个文件夹", "请给出文件名")
    if not force:
        raise _problem(path, "文件已存在", "请换一个文件名，或加 --force 覆盖")


@contextmanager
def replacing(path: Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """An open binary file that becomes `path` when the block ends well, and vanishes when it does not.

    Raises ScoringError when the target exists (unless `force`) or the disk or the folder refuses.
    """
    check_target(path, force=force)
    # a short name of its own: the target's name may already be as long as the file system allows
    beside = path.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        with beside.open("xb") as file:
            yield file
        if not force:
            check_target(path)  # again: somebody may have been faster
        beside.replace(path)
    except BaseException as error:
        _forget(beside)
        if isinstance(error, OSError | ValueError):
            raise _explained(path, error) from error
        raise


def write_bytes(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write a whole file; raises ScoringError as `replacing` does."""
    with replacing(path, force=force) as file:
        file.write(data)


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except (OSError, ValueError):  # the folder itself is gone or closed to us: nothing of ours is in it
        return


def _explained(path: Path, error: Exception) -> ScoringError:
    if not isinstance(error, OSError):  # a zero byte or a lone surrogate in the name
        return _problem(path, "无法写入：文件名不合法", "请改用普通的文件名")
    reason, advice = _REASONS.get(error.errno or 0, (error.strerror or "系统拒绝", ""))
    return _problem(path, f"无法写入：{reason}", advice)
