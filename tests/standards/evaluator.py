"""A second, independent way to compute a formula: recursive descent straight over the text, in Fractions.

Knows nothing of the package. Grammar: sum of products of atoms; min, max, abs, 若; one comparison in 若.
"""

import operator
import re
from fractions import Fraction

TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)(%)?|([\u4e00-\u9fff]+|min|max|abs)|(≤|≥|==|[-+×÷<>(),]))")
COMPARE = {"<": operator.lt, ">": operator.gt, "≤": operator.le, "≥": operator.ge, "==": operator.eq}


class Reader:
    def __init__(self, text, values):
        self.tokens = [m.groups() for m in TOKEN.finditer(text)]
        self.values, self.at = values, 0

    def sign(self):
        return self.tokens[self.at][3] if self.at < len(self.tokens) else None

    def take(self, sign=None):
        token = self.tokens[self.at]
        assert sign is None or token[3] == sign, (token, sign)
        self.at += 1
        return token

    def sum(self):
        value = self.product()
        while self.sign() in ("+", "-"):
            sign, right = self.take()[3], self.product()
            value = value + right if sign == "+" else value - right
        return value

    def product(self):
        value = self.atom()
        while self.sign() in ("×", "÷"):
            value = value * self.atom() if self.take()[3] == "×" else value / self.atom()
        return value

    def atom(self):
        number, percent, name, sign = self.take()
        if number:
            return Fraction(number) / (100 if percent else 1)
        if sign == "-":
            return -self.atom()
        if sign == "(":
            value = self.sum()
            self.take(")")
            return value
        if name in ("min", "max", "abs"):
            items = self.items()
            return abs(items[0]) if name == "abs" else (min if name == "min" else max)(items)
        if name == "若":
            return self.choice()
        return self.values[name]

    def items(self):
        self.take("(")
        items = [self.sum()]
        while self.sign() == ",":
            self.take()
            items.append(self.sum())
        self.take(")")
        return items

    def choice(self):
        self.take("(")
        left = self.sum()
        holds = COMPARE[self.take()[3]](left, self.sum())
        arms = []
        for _ in range(2):
            self.take(",")
            arms.append(self.arm(len(arms) == (0 if holds else 1)))
        self.take(")")
        return arms[0 if holds else 1]

    def arm(self, wanted):
        """Both arms are read, and only the one that is taken must have a value."""
        start = self.at
        try:
            return self.sum()
        except ZeroDivisionError:
            if wanted:
                raise
            self.skip(start)
            return None

    def skip(self, start):
        depth, self.at = 0, start
        while depth or self.sign() not in (",", ")"):
            depth += {"(": 1, ")": -1}.get(self.sign(), 0)
            self.at += 1


def evaluate(text, values):
    reader = Reader(text, values)
    result = reader.sum()
    assert reader.at == len(reader.tokens), text
    return result
