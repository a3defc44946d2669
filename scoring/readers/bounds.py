"""How much of a file is believed: sizes, and archives that unpack to more than they should."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from xml.etree import ElementTree

from scoring.readers.document import refused

FILE = 50 * 2**20  # bytes of a file
UNPACKED = 100 * 2**20  # bytes of all parts of an archive
PART = 16 * 2**20  # bytes of one XML part read as a tree: memory is some twenty times that
PARTS = 5_000
CELLS = 200_000  # places of one table
COLUMNS = 2_000
TABLES = 2_000
DEPTH = 40  # tables within tables
PAGES = 500

_DEFLATE = 1032  # no deflated stream unpacks to more than this many times its size
_SUSPICIOUS = 300  # unpacked bytes per packed byte; repetitive sheets reach some 50
_LENGTHS = struct.Struct("<HH")  # of the name and the extra field in a local header
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, ValueError, OSError, EOFError)
RESAVE = "请用 Office 或 WPS 打开，另存后重新报送"


class Archive:
    """A zip whose true size has been checked; parts are found whatever their letter case.

    Raises ScoringError when it is damaged, encrypted, or unpacks to too much.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self._data = data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise refused(file, "文件已损坏或不完整，压缩结构打不开", RESAVE) from error
        infos = self._zip.infolist()
        self.parts = {info.filename.lower().replace("\\", "/"): info for info in infos}
        if len(infos) > PARTS or len(self.parts) != len(infos):
            raise refused(file, "压缩包内部件过多或重名，不像正常的文档", RESAVE)
        if any(info.flag_bits & 1 for info in infos):
            raise refused(file, "文件有密码保护", "请去掉密码后重新报送")
        packed = sum(info.compress_size for info in infos)
        stated = sum(info.file_size for info in infos)
        if stated > UNPACKED or (stated > 2**20 and stated > packed * _SUSPICIOUS):
            raise self._bomb()
        if packed * _DEFLATE > UNPACKED:  # else no lie in the directory can matter
            self._weigh(infos)

    def _bomb(self) -> Exception:
        return refused(
            self.file, "文件解压后过大，疑似压缩炸弹，没有读取", "请核实来源，删除多余内容后重新报送"
        )

    def _weigh(self, infos: list[zipfile.ZipInfo]) -> None:
        """Unpack without keeping: what the directory states may be a lie."""
        total = 0
        for info in infos:
            unpacked = 0
            try:
                with self._zip.open(info) as part:
                    while chunk := part.read(2**20):
                        unpacked += len(chunk)
            except _DAMAGE as error:
                raise refused(self.file, "文件已损坏或不完整，内部的部件解不开", RESAVE) from error
            total += unpacked
            if total > UNPACKED or unpacked > info.file_size:
                raise self._bomb()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.parts

    def read(self, name: str, limit: int = UNPACKED) -> bytes:
        """The bytes of a part. Raises ScoringError when it is missing, damaged or larger than `limit`."""
        info = self.parts.get(name.lower())
        if info is None:
            raise refused(self.file, f"文件不完整，缺少部件 {name[:80]}", RESAVE)
        if info.file_size > limit:
            raise refused(self.file, f"部件 {name[:80]} 过大，没有读取", "请删除多余内容后重新报送")
        try:
            return self._inflated(info)
        except _DAMAGE as error:
            raise refused(self.file, "文件已损坏或不完整，内部的部件解不开", RESAVE) from error

    def _inflated(self, info: zipfile.ZipInfo) -> bytes:
        """A part unpacked to no more than its stated size; zipfile does the same, at three times the cost."""
        start = info.header_offset
        if info.compress_type != zipfile.ZIP_DEFLATED or self._data[start : start + 4] != b"PK\3\4":
            return self._zip.read(info)
        name, extra = _LENGTHS.unpack_from(self._data, start + 26)
        start += 30 + name + extra
        packed = self._data[start : start + info.compress_size]
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, info.file_size or 1)

    def tree(self, name: str) -> ElementTree.Element:
        """The root element of an XML part. Raises ScoringError as `read` and `xml_tree` do."""
        return xml_tree(self.read(name, PART), self.file)


def xml_tree(data: bytes, file: str) -> ElementTree.Element:
    """The root element; a document with entities or a document type is refused.

    UTF-16 is refused too: it would hide both from the search, and no office suite writes it.
    """
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data[:200]:
        raise refused(file, "文件的 XML 带有 DOCTYPE 或实体声明，为安全起见没有读取", RESAVE)
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise refused(file, "文件已损坏，内部的 XML 不完整", RESAVE) from error
