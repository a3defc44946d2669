"""The parts of a Word file that are the same for every page: styles, fonts, footer, and the zip."""

from __future__ import annotations

from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

LABEL_FILL = "F2F2F2"  # printed labels are a little darker than what was filled in
NOTED_FILL = "FFF2CC"
_OFFICE = "http://schemas.openxmlformats.org"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main"'
_R = f'xmlns:r="{_OFFICE}/officeDocument/2006/relationships"'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

# font → the one Word takes where it is not installed, and its class
_FONTS = {
    "方正小标宋简体": ("黑体", "modern"),
    "仿宋_GB2312": ("仿宋", "modern"),
    "宋体": ("SimSun", "auto"),
    "Times New Roman": ("", "roman"),
}


def _style(name: str, title: str, font: str, size: float, paragraph: str) -> str:
    """One paragraph style; `size` in points, `paragraph` its properties in schema order."""
    default, based = (' w:default="1"', "") if name == "Normal" else ("", '<w:basedOn w:val="Normal"/>')
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{title}"/>{based}'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>"
        f'<w:rFonts w:ascii="Times New Roman" w:eastAsia="{font}" w:hAnsi="Times New Roman"/>'
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/></w:rPr></w:style>'
    )


def _spacing(before: int, after: int, line: int = 240) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


_KEEP, _CENTER = "<w:keepNext/>", '<w:jc w:val="center"/>'
# "12次" is printed as typed: no space between Chinese and digits, no grid of lines
_TIGHT = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
_STYLES = (
    f'{_XML}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Times New Roman" w:eastAsia="宋体" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    "<w:pPrDefault/></w:docDefaults>"
    + _style("Normal", "Normal", "宋体", 10.5, "")
    + _style("Title", "Title", "方正小标宋简体", 18, _KEEP + _spacing(0, 60, 300) + _CENTER)
    + _style("Subtitle", "Subtitle", "仿宋_GB2312", 12, _KEEP + _spacing(0, 120) + _CENTER)
    + _style(
        "BodyText", "Body Text", "仿宋_GB2312", 14,
        f'{_spacing(0, 0, 400)}<w:ind w:firstLineChars="200" w:firstLine="560"/><w:jc w:val="both"/>',
    )
    + _style("Note", "Note", "宋体", 9, f'{_spacing(60, 0)}<w:jc w:val="left"/>')
    + _style("Sign", "Sign", "仿宋_GB2312", 12, f'{_spacing(160, 0)}<w:jc w:val="right"/>')
    + _style("Cell", "Cell", "宋体", 9, _TIGHT + _spacing(30, 30) + _CENTER)
    + "</w:styles>"
)  # fmt: skip

_FONT_TABLE = (
    f"{_XML}<w:fonts {_W}>"
    + "".join(
        f'<w:font w:name="{name}">'
        + (f'<w:altName w:val="{other}"/><w:charset w:val="86"/>' if other else '<w:charset w:val="00"/>')
        + f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, (other, family) in _FONTS.items()
    )
    + "</w:fonts>"
)

_SMALL = '<w:r><w:rPr><w:sz w:val="18"/></w:rPr>'
_FOOTER = (
    f'{_XML}<w:ftr {_W}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    f'{_SMALL}<w:t xml:space="preserve">第 </w:t></w:r>'
    f'<w:fldSimple w:instr=" PAGE ">{_SMALL}<w:t>1</w:t></w:r></w:fldSimple>'
    f'{_SMALL}<w:t xml:space="preserve"> 页 共 </w:t></w:r>'
    f'<w:fldSimple w:instr=" NUMPAGES ">{_SMALL}<w:t>1</w:t></w:r></w:fldSimple>'
    f'{_SMALL}<w:t xml:space="preserve"> 页</w:t></w:r></w:p></w:ftr>'
)

_SETTINGS = (
    f'{_XML}<w:settings {_W}><w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)

_PARTS = {"styles": _STYLES, "fontTable": _FONT_TABLE, "settings": _SETTINGS}
_ROOT = (
    f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/><Relationship Id="rId2" Target="docProps/core.xml" Type='
    '"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"/></Relationships>'
)


def package(body: str, title: str, remarks: str) -> bytes:
    """The zip around a document body; the same body gives the same bytes."""
    kinds = [*_PARTS, *(["comments"] if remarks else [])]
    files = {
        "[Content_Types].xml": _content_types(kinds),
        "_rels/.rels": _ROOT,
        "docProps/core.xml": _core(title),
        "word/document.xml": f"{_XML}<w:document {_W} {_R}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(kinds),
        "word/footer1.xml": _FOOTER,
        **{f"word/{name}.xml": text for name, text in _PARTS.items()},
    }
    if remarks:
        files["word/comments.xml"] = f"{_XML}<w:comments {_W}>{remarks}</w:comments>"
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            info = ZipInfo(name)  # dated 1980-01-01
            info.compress_type, info.create_system = ZIP_DEFLATED, 0
            archive.writestr(info, text.encode(), compresslevel=3)
    return out.getvalue()


def _content_types(kinds: list[str]) -> str:
    parts = {"document": "document.main", "footer1": "footer", **{kind: kind for kind in kinds}}
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in parts.items()
    )
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}<Override PartName='
        '"/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        "</Types>"
    )


def _relations(kinds: list[str]) -> str:
    kind_of = f"{_OFFICE}/officeDocument/2006/relationships"
    links = "".join(f'<Relationship Id="rId{kind}" Type="{kind_of}/{kind}" Target="{kind}.xml"/>' for kind in kinds)
    return (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}'
        f'<Relationship Id="rIdFooter" Type="{kind_of}/footer" Target="footer1.xml"/></Relationships>'
    )


def _core(title: str) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
        "</cp:coreProperties>"
    )
