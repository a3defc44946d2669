"""A standard read back as articles (条文) in Chinese, and the difference of two standards in words."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from scoring import examples
from scoring.number import parse_decimal
from scoring.number import show as plain
from scoring.source import SEVERITIES
from scoring.standard import Band, Grade, Rule, Settings, Standard, parse_share

EVIDENCE = {"seen": "见于原表或原文", "reported": "转述，未核对原文"}
_DIGITS = "零一二三四五六七八九"
_BARE = {"at_least": "至少", "equal": "等于"}
_NOT_APPLICABLE = {"lose": "失去其分值", "rescale": "其余各行折算到满分"}
_NAMES = {
    "rounding.score": "得分精度", "rounding.rate": "执行率精度", "rounding.rate_mode": "执行率取舍",
    "settings.overshoot": "超出目标", "settings.execution_reason_below": "执行率说明",
    "settings.adjustment_reason": "预算调整", "settings.reason_required": "原因栏",
    "settings.bare": "没有写方向的数", "settings.not_applicable": "不适用的行",
}  # fmt: skip
_MARKS = {"": "（本办法改动）", "（新增）": "（本办法新增）"}
_MODES = {"half-up": "四舍五入", "down": "多余的位数舍去"}


def show(standard: Standard) -> str:
    """The whole standard as text: head, numbered articles, overrides."""
    lines = [f"{standard.title}（{standard.cite}）", *_head(standard), ""]
    for number, article in enumerate(_articles(standard), 1):
        title, *body = article
        lines += [f"第{ordinal(number)}条　{title}", *(f"    {line}" for line in body), ""]
    return "\n".join(lines).rstrip() + "\n"


def diff(a: Standard, b: Standard) -> list[str]:
    """What differs between the rules of two standards, in words; empty when nothing does."""
    return [*_rules(a, b), *_pairs(_numbers(a), _numbers(b), a, b), *_scales(a, b)]


def ordinal(number: int) -> str:
    """一, 十, 二十三; up to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "") or "零"


# -- one standard --


def _head(standard: Standard) -> Iterator[str]:
    until = f"起施行，至 {standard.until} 止" if standard.until else "起施行"
    yield f"编号 {standard.id}，{standard.effective} {until}"
    yield f"第 {standard.version} 版，校验码 {standard.hash}"
    if standard.extends:
        changed = "、".join(_NAMES.get(name, name) for name in standard.overrides) or "没有改动"
        yield f"以 {standard.extends} 为基础，改动了：{changed}"
    if standard.note:
        yield f"说明：{standard.note}"


def _articles(standard: Standard) -> Iterator[list[str]]:
    for rule in standard.rule:
        yield _article(rule, standard)
    if standard.band:
        yield ["定性指标的档", *(_band(band) for band in standard.band)]
    if standard.grade:
        yield ["等级（按所印的总分）", *(f"{g}（{EVIDENCE[g.evidence]}）" for g in standard.grade)]
    if standard.weights:
        yield ["一级指标的分值（以下搭配之一）", *_weights(standard)]
    yield ["精度与提示", *(f"{name}：{text}" for name, text in _numbers(standard).items())]


def _article(rule: Rule, standard: Standard) -> list[str]:
    mark = next((said for end, said in _MARKS.items() if f"条款 {rule.id}{end}" in standard.overrides), "")
    lines = [f"{rule.when}{mark}", rule.clause, f"{_how(rule)}"]
    effective = f"，{rule.effective} 起" if rule.effective else ""
    lines.append(f"出处：{rule.cite or standard.cite}{effective}（{EVIDENCE[rule.evidence]}）")
    lines += [f"例：{text}" for text in _examples(rule, standard)]
    return [*lines, f"条款编号：{rule.id}"]


def _examples(rule: Rule, standard: Standard) -> Iterator[str]:
    """The examples with what comes out under this standard: a child may print to another precision."""
    for text in rule.examples:
        answer = examples.run(standard, rule, text)
        if answer.rule == rule.id:
            yield f"{text.rpartition(' → ')[0]} → {answer.text}"


def _how(rule: Rule) -> str:
    if rule.score is None:
        return f"由人评判：{_share(rule)}"
    return f"{'总分' if rule.when.target == ['total'] else '得分'}＝{rule.score}"


def _share(rule: Rule | Band) -> str:
    span = rule.span
    assert span is not None
    low, high = (f"{plain(end * 100)}%" for end in (span.low, span.high))  # type: ignore[arg-type]
    low += "（不含）" if span.low_open else ""
    return f"分值的 {low} 至 {high}{'（不含）' if span.high_open else ''}"


def _band(band: Band) -> str:
    return f"{band.name}：{_share(band)}（{EVIDENCE[band.evidence]}）"


def _weights(standard: Standard) -> Iterator[str]:
    for weights in standard.weights:
        yield "、".join(f"{name} {points} 分" for name, points in weights.items())


def _numbers(standard: Standard) -> dict[str, str]:
    """Rounding, bars and severities, each under its name."""
    rounding, settings = standard.rounding, standard.settings
    rate = parse_decimal(rounding.rate)
    assert rate is not None  # refused at load otherwise
    data = {
        "得分精度": f"{rounding.score} 分（四舍五入）",
        "执行率精度": f"{plain(rate * 100)}%（{_MODES[rounding.rate_mode]}）",
        "总分": "各行印出的得分相加",
        "超出目标": f"完成值达到目标值的 {settings.overshoot} 须说明原因",
        "执行率说明": _bar(settings),
        "预算调整": "须说明原因" if settings.adjustment_reason else "不要求说明",
        "原因栏": "行行必填，没有偏差填“无”" if settings.reason_required else "有偏差时填写",
        "没有写方向的数": f"按“{_BARE[settings.bare]}”理解",
        "不适用的行": _NOT_APPLICABLE[settings.not_applicable],
    }
    return data | {f"疑点 {code}": SEVERITIES[level] for code, level in standard.severity.items()}


def _bar(settings: Settings) -> str:
    bar = settings.execution_reason_below
    return f"低于 {plain(parse_share(bar) * 100)}% 须说明原因" if bar is not None else "不要求说明"


# -- two standards --


def _rules(a: Standard, b: Standard) -> Iterator[str]:
    old, new = {r.id: r for r in a.rule}, {r.id: r for r in b.rule}
    for name in [*old, *(n for n in new if n not in old)]:
        if name not in new:
            yield f"条款 {name}：只在 {a.id} 里——{old[name].clause}"
        elif name not in old:
            yield f"条款 {name}：只在 {b.id} 里——{new[name].clause}"
            yield f"    {_how(new[name])}"
        else:
            yield from _pairs(_facts(old[name], a), _facts(new[name], b), a, b, f"条款 {name} 的")


def _facts(rule: Rule, standard: Standard) -> dict[str, str]:
    facts = {"适用": str(rule.when), "计分": _how(rule), "条文": rule.clause}
    return facts | {"出处": f"{rule.cite or standard.cite}（{EVIDENCE[rule.evidence]}）"}


def _pairs(old: dict[str, str], new: dict[str, str], a: Standard, b: Standard, before: str = "") -> Iterator[str]:
    """The values that differ, side by side."""
    for name in [*old, *(n for n in new if n not in old)]:
        left, right = old.get(name, "没有规定"), new.get(name, "没有规定")
        if left != right:
            width = max(_wide(a.id), _wide(b.id))
            yield f"{before}{name}不同："
            yield f"    {a.id}{' ' * (width - _wide(a.id))}  {left}"
            yield f"    {b.id}{' ' * (width - _wide(b.id))}  {right}"


def _wide(text: str) -> int:
    """Columns of a text: a Chinese character takes two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _scales(a: Standard, b: Standard) -> Iterator[str]:
    yield from _pairs({"等级": _joined(a.grade)}, {"等级": _joined(b.grade)}, a, b)
    yield from _pairs({"定性的档": _joined(a.band)}, {"定性的档": _joined(b.band)}, a, b)
    yield from _pairs(
        {"一级指标分值": "；或 ".join(_weights(a)) or "没有规定"},
        {"一级指标分值": "；或 ".join(_weights(b)) or "没有规定"}, a, b,
    )  # fmt: skip


def _joined(parts: list[Grade] | list[Band]) -> str:
    texts = [str(p) if isinstance(p, Grade) else f"{p.name} {_share(p)}" for p in parts]
    return "；".join(texts) or "没有规定"
