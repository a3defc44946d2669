"""What formulas will never be able to do; each is refused in one sentence with a caret, in bounded work."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoring.formula import FUNCTIONS, MAX_DEPTH, MAX_LENGTH, NAMES, Formula
from scoring.source import ScoringError

MISSING = {
    "9**9**9": "这里只能用 + - × ÷",
    "分值 ** 2": "这里只能用 + - × ÷",
    "分值 // 2": "这里只能用 + - × ÷",
    "分值 % 3": "这里只能用 + - × ÷",
    "2 << 999999999": "这里只能用 + - × ÷",
    "分值 | 1": "这里只能用 + - × ÷",
    "分值 @ 2": "这里只能用 + - × ÷",
    "~分值": "这里只能用负号",
    "+分值": "这里只能用负号",
    "not 分值": "这里只能用负号",
    "__import__('os')": "只能用这些函数：min、max、若、abs",
    "open('x')": "只能用这些函数：min、max、若、abs",
    "eval(1)": "只能用这些函数：min、max、若、abs",
    "range(9)": "只能用这些函数：min、max、若、abs",
    "round(分值, 1)": "只能用这些函数：min、max、若、abs",
    "分值.real": "公式里不能用这种写法",
    "分值.__class__.__mro__": "公式里不能用这种写法",
    "min.__self__": "公式里不能用这种写法",
    "min(分值, key=abs)": "只能用这些函数：min、max、若、abs",
    "min(*分值)": "函数 min 的参数个数不对",
    "min(分值, *完成值)": "公式里不能用这种写法",
    "min(分值)": "函数 min 的参数个数不对",
    "max(1,2,3,4,5,6,7,8,9,10)": "函数 max 的参数个数不对",
    "若(分值, 1)": "函数 若 的参数个数不对",
    "若(分值, 1, 2)": "若 的第一个参数应当是比较，如 完成率 ≥ 60%",
    "若(1 < 分值 < 3, 1, 2)": "比较一次只能用一个 > ≥ < ≤ ==",
    "若(分值 ≠ 1, 1, 2)": "比较一次只能用一个 > ≥ < ≤ ==",
    "若(分值 is 分值, 1, 2)": "比较一次只能用一个 > ≥ < ≤ ==",
    "若(分值 in 1, 1, 2)": "比较一次只能用一个 > ≥ < ≤ ==",
    "min(分值 > 1, 2)": "比较只能写在 若(条件, 甲, 乙) 的条件里",
    "[x for x in 分值]": "公式里不能用这种写法",
    "(x for x in 分值)": "公式里不能用这种写法",
    "{x: 1 for x in 分值}": "公式里不能用这种写法",
    "[1, 2]": "公式里不能用这种写法",
    "(1, 2)": "公式里不能用这种写法",
    "{1}": "公式里不能用这种写法",
    "分值[0]": "公式里不能用这种写法",
    "lambda: 分值": "公式里不能用这种写法",
    "(lambda x: x(x))(lambda x: x(x))": "只能用这些函数：min、max、若、abs",
    "(分值 := 9)": "公式里不能用这种写法",
    "分值 if 1 else 2": "公式里不能用这种写法",
    "分值 and 1": "公式里不能用这种写法",
    "分值 or 1": "公式里不能用这种写法",
    "await 分值": "公式里不能用这种写法",
    "(yield)": "公式里不能用这种写法",
    "f'{分值}'": "公式里不能用这种写法",
    "'分值'": "这里应当是一个数",
    "'分' * 999999999": "这里应当是一个数",
    "b'1'": "这里应当是一个数",
    "...": "这里应当是一个数",
    "True": "这里应当是一个数",
    "None": "这里应当是一个数",
    "3j": "这里应当是一个数",
    "1e999999": "数字只能写成 0.6、60% 这样的小数",
    "1E5": "数字只能写成 0.6、60% 这样的小数",
    "1_000": "数字只能写成 0.6、60% 这样的小数",
    "0xff": "数字只能写成 0.6、60% 这样的小数",
    "1" * 31: "这里应当是一个数",
    "9" * 100_000: f"公式过长（100000 字，最多 {MAX_LENGTH} 字）",
    "分值 + " * 110 + "1": f"公式过长（551 字，最多 {MAX_LENGTH} 字）",
    "(" * 100 + "1" + ")" * 100: f"括号套得太深（最多 {MAX_DEPTH} 层）",
    "（" * 100 + "1" + "）" * 100: f"括号套得太深（最多 {MAX_DEPTH} 层）",
    "若(" * 4 + "完成率" + " < 1, 1, 完成率)" * 4: "条件里的 若 套得太深（最多 2 层）",
    "-" * 300 + "1": "公式太复杂（最多 200 个部分）",
    "1+" * 120 + "1": "公式太复杂（最多 200 个部分）",
    "分\x00值": "公式里有控制字符",
    "分值\n+ 1": "公式里有控制字符",
    "\x1b[31m分值": "公式里有控制字符",
    "分值 > 1": "比较只能写在 若(条件, 甲, 乙) 的条件里",
    "(分值 > 1) × 2": "比较只能写在 若(条件, 甲, 乙) 的条件里",
    "若((分值 > 1) > 0, 1, 2)": "比较只能写在 若(条件, 甲, 乙) 的条件里",
    "分值 = 1": "公式应当是一个算式，不能是语句",
    "分值; 1": "公式读不懂",
    "import os": "公式应当是一个算式，不能是语句",
    "del 分值": "公式应当是一个算式，不能是语句",
    "": "公式读不懂",
    "分值 ×": "公式读不懂",
    "得分 × 2": "不认识“得分”",
    "满分": "不认识“满分”",
    "os": "不认识“os”",
    "min": "不认识“min”",
    "__builtins__": "不认识“__builtins__”",
}


@pytest.mark.parametrize(("text", "sentence"), MISSING.items(), ids=[repr(t[:30]) for t in MISSING])
def test_it_is_not_there(text, sentence):
    with pytest.raises(ScoringError) as refused:
        Formula(text)
    (problem,) = refused.value.problems
    assert problem.message.startswith(sentence)
    assert 0 <= problem.column <= len(problem.text)
    assert "可用的词" in problem.advice


@pytest.mark.parametrize(
    ("text", "at"),
    [("分值 × 完成律", "完成律"), ("60% × 得分", "得分"), ("分值 × 2 ** 3", "3"), ("min(分值, 'x')", "'x'")],
)
def test_the_caret_stands_under_what_is_wrong(text, at):
    with pytest.raises(ScoringError) as refused:
        Formula(text)
    assert refused.value.problems[0].column == text.index(at)


SIGNS = "+-×÷()（）,，%％.<>=≤≥≠−'\"\\#:;@[]{}*/&|^~!_ \t\n\x00\ud800０９²½"
WORDS = ["lambda", "if", "else", "for", "in", "not", "await", "import", "__class__", "ｍｉｎ", "**", ":="]
PIECES = [*NAMES, *FUNCTIONS, *SIGNS, *WORDS, "1", "0.5", "60%", "1e9", "9" * 40]
patched = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=25).map("".join)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(patched, st.text(max_size=60)))
@example("若(" * 19 + "1" + ")" * 19)
@example("1 if 1else 2")
@example("分值\\\n")
@example("60%" * 100)
@example("\ud800")
def test_any_text_is_a_formula_or_a_sentence(text):
    try:
        formula = Formula(text)
    except ScoringError as error:
        assert str(error)
    else:
        assert set(formula.names) <= set(NAMES)
