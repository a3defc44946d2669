"""Readers: any file a department sends → its tables as Grids, each cell with its place.

What a file is, is seen from its content; its name only decides among plain texts.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from os import PathLike
from pathlib import Path

from scoring.readers import bounds
from scoring.readers.document import Document, refused
from scoring.readers.sniff import kind_of
from scoring.source import ScoringError

__all__ = ["Document", "read"]


def read(path: str | PathLike[str]) -> Document:
    """The document in a file. Raises ScoringError, one sentence and what to do, for what cannot be used.

    Nothing in the file is run, calculated, followed or loaded.
    """
    file = str(path)
    data = _bytes(Path(path), file)
    try:
        document = _reader(kind_of(data, file))(data, file)
    except (ScoringError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the last fuse: a native library may even panic, which is no Exception
        raise refused(file, f"读取时出现意外错误（{type(error).__name__}），文件可能已损坏", bounds.RESAVE) from error
    if not document.tables and not document.text:
        reasons = "；".join(document.notes)
        raise refused(file, f"没有读到任何内容（{reasons}）" if reasons else "文件里没有内容", "请核对文件后重新报送")
    return document


def _bytes(path: Path, file: str) -> bytes:
    """The content of an ordinary file of bearable size."""
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            raise refused(file, "是一个链接，没有跟随", "请放入文件本身")
        if stat.S_ISDIR(status.st_mode):
            raise refused(file, "是一个文件夹，不是文件", "请指定其中的文件")
        if not stat.S_ISREG(status.st_mode):
            raise refused(file, "不是普通文件", "请指定要读取的表格文件")
        if status.st_size > bounds.FILE:
            raise refused(
                file,
                f"文件有 {status.st_size // 2**20} MB，超过 {bounds.FILE // 2**20} MB",
                "请删除图片等多余内容，或拆分后重新报送",
            )
        if status.st_size == 0:
            raise refused(file, "文件是空的（0 字节）", "请重新导出后报送")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise refused(file, "找不到文件", "请核对文件名和所在文件夹") from error
    except PermissionError as error:
        raise refused(file, "没有读取权限", "请检查文件权限，或关闭正在使用它的程序") from error
    except (OSError, ValueError) as error:  # a name that is too long, or holds a NUL
        raise refused(file, "文件打不开", "请核对文件名，复制到本机后再试") from error


def _reader(kind: str) -> Callable[[bytes, str], Document]:
    """The reader for a kind of file; each is imported when first met."""
    if kind == "xlsx":
        from scoring.readers.sheets import read_xlsx as reader
    elif kind == "xls":
        from scoring.readers.sheets import read_xls as reader
    elif kind == "docx":
        from scoring.readers.docx import read_docx as reader
    elif kind == "pdf":
        from scoring.readers.pdf import read_pdf as reader
    elif kind == "html":
        from scoring.readers.html import read_html as reader
    elif kind == "mhtml":
        from scoring.readers.html import read_mhtml as reader
    elif kind == "md":
        from scoring.readers.markdown import read_md as reader
    elif kind == "csv":
        from scoring.readers.plain import read_csv as reader
    else:
        from scoring.readers.office import converting

        return converting(kind)
    return reader
