"""The words of a clause: accepted spellings become the grammar's terminals, everything between them is text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from lark import Token
from lark.lexer import Lexer

from kaohe_xl.base.text import narrow
from kaohe_xl.drafting.language.words import PARTICLES, TOGETHER, WORDS, FieldWord

TEXT, NUMBER, COMMA, DATE = "TEXT", "NUM", "COMMA", "DATE"
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月(?:\d{1,2}日|底)(?=以?前|之前)")
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?!\.?\d|年|月份?(?!以)|号|级|路|热线|[A-Za-z])")
_WORDS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_CASES = "|".join(
    """
    单位 小项 课时 个 例 次 起 批 课 节 只 具 本 吨 家 首 项 枚 面 棵 株 处 套 部 支 名 口 头 块
    根 车 桶 件 篇 户 条 份 人 天 位 场 期 座
    种 票(?!否) 村 日 张 宗 岁
    """.split()  # noqa: SIM905
)
_COUNTED = re.compile(
    rf"[一二两三四五六七八九十](?=(?:{_CASES})(?!把手|性))|(?<=第)[一二三四五六七八九十](?=的|者|,|$)"
)
_SIGNS = {
    **dict.fromkeys(",;。", COMMA),
    **dict.fromkeys("/÷", "DIV"),
    **dict.fromkeys("×*", "TIMES"),
    ":": "COLON",
    "、": "DUN",
    "=": "EQUALS",
    "+": "PLUS",
    "-": "MINUS",
    "−": "MINUS",
    "(": "OPEN",
    ")": "CLOSE",
}
# a comma before these says nothing: 低于85%，扣1分 is 低于85%扣1分
_SAYS_NO_COMMA = frozenset(
    """
    LOSE GAIN ZERO THIS EACH DOWN UP JUDGE VETO SEPARATELY UNTIL CAP CAPPED FLOOR NEGATIVE NOCAP SWING BYRATIO
    LOSEBYRATIO NOCHANGE ANDSOON PAY FINE NOPRIZE DEVIATION LINEAR DOCK ONLY BAR FROMTOTAL SHORT
    """.split()  # noqa: SIM905
)
_NOT_BEHIND = {NUMBER: ("PAY", "FINE"), "EACH": ("PAY", "FINE", "LOSE", "GAIN")}
_REMARK = re.compile(r"\(((?:封顶|最高|最多|上限|累计|扣完|\d+(?:\.\d+)?分封顶)[^()]*)\)")
_INCLUDING = re.compile(r"\(含[^()]{0,6}\)")
_WITHOUT = re.compile(r"\(不含[^()]{0,6}\)")
# 扣完本项分值为止, 减至0分为止, 直至扣完6分
_ALL_LOST = re.compile(
    r"(?:直至|直到|至)?[扣减](?:完|光|尽)(?:[本该此]项)?(?:全部)?(?:标准|基本)?(?:分值|得分|分)?为?止"
    r"|(?:直至|直到)?[扣减]至(?:0|零)分(?:为止)?|(?:直至|直到)[扣减](?:完|光)(?:[本该此]项)?(?:标准|基本)?(?:分值|得分|分)?$"
)
_SO_MANY_LOST = re.compile(r"(?:直至|直到)?[扣减](?:完|光)(\d+(?:\.\d+)?)分(?:为止)?")
_BETWEEN = re.compile(r"(\d+(?:\.\d+)?%?)[≤<]=?([^\d≤<≥>,;。]{1,12}?)[≤<]=?(\d+(?:\.\d+)?%?)")
_HUNDREDTHS = re.compile(r"百分之([\d.]+|[一二三四五六七八九十]+)")


def plain(text: str) -> str:
    """Half width, without blanks and closing signs; brackets that say a limit become part of the sentence."""
    bare = re.sub(r"(?<=\d)。(?=\d)", ".", narrow(text))
    bare = re.sub(r"\s+", "", bare).strip(",;。.、:")
    bare = _HUNDREDTHS.sub(lambda found: f"{_value(found[1])}%", bare)
    bare = _WITHOUT.sub("(不含)", _INCLUDING.sub("(含)", bare))
    bare = _SO_MANY_LOST.sub(r"最多扣\1分", _ALL_LOST.sub("扣完为止", bare))
    bare = _BETWEEN.sub(r"\2\1以上不足\3", bare)
    return _REMARK.sub(r",\1", bare)


def _value(word: str) -> str:
    if word[0].isdigit():
        return word
    tens, _, ones = word.rpartition("十")
    return str((_WORDS.get(tens, 1) * 10 if "十" in word else 0) + _WORDS.get(ones, 0))


def _by_first_sign(words: Sequence[FieldWord]) -> dict[str, list[tuple[str, FieldWord | None]]]:
    found: dict[str, list[tuple[str, FieldWord | None]]] = defaultdict(list)
    for word in words:
        for spelling in word.spellings:
            found[spelling[0]].append((spelling, word))
    for spelling in TOGETHER:
        found[spelling[0]].append((spelling, None))
    for each in found.values():
        each.sort(key=lambda pair: -len(pair[0]))
    return dict(found)


_TABLE = _by_first_sign(WORDS)
_THEN = {word.then: re.compile(word.then) for word in WORDS if word.then}


class ClauseLexer(Lexer):
    """Cuts a clause into the terminals of the grammar. Linear in the length of the text."""

    def __init__(self, conf: object) -> None:
        pass

    def lex(self, text: str) -> Iterator[Token]:  # type: ignore[override]  # the interface that takes plain text
        """The words of a clause in half width."""
        yield from tokens(text)


def tokens(text: str) -> list[Token]:
    """The words of a clause. Particles between others, which change nothing, are left out."""
    found: list[Token] = []
    part: set[str] = set()
    at = start = 0

    def close(end: int) -> None:
        if start < end:
            _add(found, part, TEXT, text[start:end], start)

    while at < len(text):
        name, size = _at(text, at, found[-1].type if at == start and found else TEXT if at > start else "", part)
        if name == TEXT:
            at += size
            continue
        close(at)
        _add(found, part, name, text[at : at + size], at)
        at += size
        start = at
    close(at)
    return found


def _add(found: list[Token], part: set[str], name: str, value: str, at: int) -> None:
    if name == TEXT and value in PARTICLES:
        return
    if name in _SAYS_NO_COMMA and found and found[-1].type == COMMA:
        found.pop()
    if name == COMMA:
        part.clear()
    if name == NUMBER and value in _WORDS:
        value = str(_WORDS[value])
    part.add(name)
    found.append(Token(name, value, at))


def _at(text: str, at: int, before: str, part: set[str]) -> tuple[str, int]:
    """Terminal and length of what stands at a place; TEXT for one that is no word here."""
    if date := _DATE.match(text, at):
        return DATE, len(date[0])
    figure = _FIGURE.match(text, at) or _COUNTED.match(text, at)
    if figure is not None:
        return NUMBER, len(figure[0])
    for spelling, word in _TABLE.get(text[at], ()):
        if not text.startswith(spelling, at):
            continue
        if word is None:
            return TEXT, len(spelling)
        if word.name in _NOT_BEHIND.get(before, ()):  # 一处罚1万元 is 一处 罚; 每增加1座 is no 增加 of points
            continue
        if word.after and before not in word.after:
            continue
        if word.within and not part & word.within:
            continue
        if word.then and not _THEN[word.then].match(text, at + len(spelling)):
            continue
        return word.name, len(spelling)
    sign = _SIGNS.get(text[at])
    if sign == "MINUS" and "=" not in text:  # 党群-经济类 subtracts nothing
        sign = None
    return (sign, 1) if sign else (TEXT, 1)
