"""一票否决, 等次, 奖惩, 核定调整 and 历年结果."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import Names, serial
from kaohe_xl.grid import Book, Cell, Row
from kaohe_xl.place import Place
from kaohe_xl.rules import fields
from kaohe_xl.rules.fields import Context, FieldError
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import tables
from kaohe_xl.scheme.cells import Reader, first_of
from kaohe_xl.text import did_you_mean, fold, split_list

_SHIFT = re.compile(r"名次后移(\d+|[一二两三四五六七八九十])[位名]")
_BOTTOM = re.compile(r"列入(?:倒数|后)(\d+|[一二两三四五六七八九十])[位名]")
_CAP = re.compile(r"等次不(?:高于|得高于|超过)(.+)")
_DIGITS = dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))


@dataclass(frozen=True)
class Known:
    """What vetoes, grades and rewards may refer to."""

    names: Names
    groups: tuple[str, ...]
    lines: tuple[m.Line, ...]
    calendar: m.Calendar
    units: tuple[m.Unit, ...]
    items: Mapping[str, m.DataItem]
    indicators: Mapping[str, m.Indicator]

    @property
    def context(self) -> Context:
        return Context(names=self.names, groups=self.groups)


def veto_names(book: Book) -> tuple[str, ...]:
    """否决项 names, read ahead so that conditions may use 否决[名]."""
    table = Reader().table(book, tables.VETOES)
    return tuple(row.text("否决项") for row in table or () if row.text("否决项"))


def read_vetoes(book: Book, known: Known, grades: Sequence[m.Grade], reader: Reader) -> tuple[m.Veto, ...]:
    vetoes = []
    seen: dict[str, Place] = {}
    for row in reader.table(book, tables.VETOES) or ():
        name = reader.needed(row, "否决项", "给这条否决起个名字")
        if not name or not reader.unique(seen, name, row["否决项"], "否决项"):
            continue
        reader.needed(row, "条件", "写成 数据项>=数 或 数据项=是")
        condition = reader.parsed(row, "条件", lambda cell: fields.condition(cell, known.context))
        effects = _effects(row, grades, reader)
        if condition is None:
            continue
        on_data = not any(_rests_on_scores(node) for node in condition.walk())
        vetoes.append(
            m.Veto(
                name=name,
                condition=condition,
                effects=effects,
                group=row.text("否决组"),
                needed=reader.whole(row, "达到项数", 1),
                unit_groups=reader.known(row, "适用分组", known.groups, "分组"),
                periods=read_periods(row, "适用期次", known.calendar, reader),
                on_data=on_data,
                place=row["否决项"].place,
            )
        )
    return tuple(vetoes)


def _rests_on_scores(node: t.Node) -> bool:
    if isinstance(node, t.Given):
        return node.quantity in (t.Quantity.TOTAL, t.Quantity.RANK, t.Quantity.GRADE, t.Quantity.PARENT_SCORE)
    return isinstance(node, t.ScoreOf | t.VetoOf)


def _effects(row: Row, grades: Sequence[m.Grade], reader: Reader) -> tuple[m.Effects, ...]:
    cell = row["后果"]
    found = []
    reader.needed(row, "后果", f"填 {'、'.join(c.value for c in m.Consequence)} 等，几个用；隔开")
    for word in split_list(cell.text):
        effect = _effect(word)
        if effect is None:
            choices = [c.value for c in m.Consequence]
            hint = did_you_mean(word, choices) or f"可用：{'、'.join(choices)}"
            reader.bad(cell, "后果", f"不认识“{word}”", hint)
        elif effect.grade and effect.grade not in [grade.name for grade in grades]:
            reader.bad(
                cell, "后果", f"等次里没有“{effect.grade}”", did_you_mean(effect.grade, [g.name for g in grades])
            )
        else:
            found.append(effect)
    return tuple(found)


def _effect(word: str) -> m.Effects | None:
    word = fold(word)
    if match := _SHIFT.fullmatch(word):
        return m.Effects(m.Consequence.SHIFT, places=_count(match[1]))
    if match := _BOTTOM.fullmatch(word):
        return m.Effects(m.Consequence.BOTTOM, places=_count(match[1]))
    if match := _CAP.fullmatch(word):
        return m.Effects(m.Consequence.GRADE_CAP, grade=match[1])
    plain = {"不参加排名": "不参与排名", "不排名": "不参与排名", "计零": "总分计零", "总分记零": "总分计零"}.get(
        word, word
    )
    return next((m.Effects(c) for c in m.Consequence if c.value == plain and c.value in _PLAIN), None)


_PLAIN = {"不参与排名", "总分计零", "取消奖励", "取消评优"}


def _count(word: str) -> int:
    return _DIGITS[word] if word in _DIGITS else int(word)


def read_periods(row: Row, column: str, calendar: m.Calendar, reader: Reader) -> tuple[str, ...]:
    """Periods named by a cell; empty when blank."""
    cell = row[column]
    found: list[str] = []
    for token in split_list(cell.text):
        named = calendar.named_by(token)
        if not named:
            names = [period.name for period in calendar.periods]
            reader.bad(cell, column, f"没有期次“{token}”", did_you_mean(token, names) or "填期次名，或 月 季 年")
        found.extend(period.name for period in named)
    return tuple(dict.fromkeys(found))


def read_grades(book: Book, groups: tuple[str, ...], reader: Reader) -> tuple[m.Grade, ...]:
    grades = []
    for row in reader.table(book, tables.GRADES) or ():
        if not row.text("等次"):
            continue
        grades.append(
            m.Grade(
                name=row.text("等次"),
                lowest=reader.number(row, "最低分"),
                last_rank=reader.whole(row, "名次止"),
                ratio=reader.number(row, "比例上限"),
                coefficient=reader.number(row, "系数"),
                groups=reader.known(row, "适用分组", groups, "分组"),
                place=row["等次"].place,
            )
        )
    return tuple(grades)


def read_rewards(book: Book, known: Known, grades: Sequence[m.Grade], reader: Reader) -> tuple[m.Reward, ...]:
    names = [grade.name for grade in grades]
    rows = [row for row in reader.table(book, tables.REWARDS) or () if row.text("奖惩")]
    return tuple(_reward(row, known, names, reader) for row in rows)


def _reward(row: Row, known: Known, grades: list[str], reader: Reader) -> m.Reward:
    pay = reader.choice(row, "方式", m.Pay, m.Pay.FIXED if not row["金额"].blank else m.Pay.TEXT)
    items = reader.parsed(row, "数据项", lambda cell: fields.items(cell, known.context)) or ()
    first = reader.whole(row, "名次起")
    last = reader.whole(row, "名次止", first)
    amount = reader.number(row, "金额")
    x = items[0] if items else None
    base = formula = None
    if pay is m.Pay.FORMULA:
        formula = reader.parsed(row, "基准", lambda cell: fields.expression(cell, known.context))
        if row["基准"].blank:
            reader.report(
                "S104", row["基准"].place, column="基准", expected="公式方式要在基准里写算式，例如 编制数×30×180"
            )
    elif pay is m.Pay.ABOVE:
        context = Context(names=known.names, groups=known.groups, x=x)
        base = reader.parsed(row, "基准", lambda cell: _above(cell, context))
    _check_pay(row, pay, amount, x, reader)
    return m.Reward(
        name=row.text("奖惩"),
        kind=row.text("类型") or "奖励",
        basis=_basis(row, known, reader),
        periods=read_periods(row, "期次", known.calendar, reader),
        groups=reader.known(row, "适用分组", known.groups, "分组"),
        first_rank=first if first is not None else (1 if last is not None and last > 0 else last),
        last_rank=last,
        grades=reader.known(row, "等次", grades, "等次"),
        condition=reader.parsed(row, "条件", lambda cell: fields.condition(cell, known.context)),
        consecutive=reader.whole(row, "连续次数", 1),
        to=_receiver(row, known, reader),
        pay=pay,
        item=x,
        base=base,
        formula=formula,
        amount=amount,
        cap=reader.number(row, "上限"),
        exclusive=row.text("互斥组"),
        sources=reader.parsed(row, "资金来源", _sources) or (),
        honour=row.text("称号"),
        template=row.text("通报模板"),
        place=row["奖惩"].place,
    )


def _above(cell: Cell, context: Context) -> fields.Targets:
    """基准 of 超额每例: a comparison, or a bare figure or expression that must be exceeded."""
    text = cell.text
    if re.search(r"[<>=≥≤]", text):
        return fields.target(cell, context)
    return fields.target(Cell(f">{text}", cell.place), context)


def _check_pay(row: Row, pay: m.Pay, amount: Fraction | None, x: t.Node | None, reader: Reader) -> None:
    """What each 方式 cannot do without."""
    if pay not in (m.Pay.TEXT, m.Pay.FORMULA) and amount is None:
        reader.report("S104", row["金额"].place, column="金额", expected=f"{pay.value}方式要填金额（元）")
    if pay in (m.Pay.PER_CASE, m.Pay.ABOVE) and x is None and row["数据项"].blank:
        reader.report("S104", row["数据项"].place, column="数据项", expected=f"{pay.value}方式要填按哪个数据项算")


def _basis(row: Row, known: Known, reader: Reader) -> str:
    word = row.text("依据")
    if not word or fold(word) == fold(m.SINGLE_LINE):
        return m.SINGLE_LINE
    choices = {fold(name): name for name in [*(line.name for line in known.lines), *known.indicators]}
    if fold(word) not in choices:
        hint = did_you_mean(word, [m.SINGLE_LINE, *choices.values()]) or "填 总分、考核线 或 编号"
        reader.bad(row["依据"], "依据", f"没有“{word}”", hint)
        return m.SINGLE_LINE
    return choices[fold(word)]


def _receiver(row: Row, known: Known, reader: Reader) -> str:
    word = row.text("对象") or "单位"
    attributes = list(dict.fromkeys(name for unit in known.units for name in unit.attributes))
    if word != "单位" and word not in attributes:
        hint = did_you_mean(word, ["单位", *attributes]) or "填 单位，或考核对象里的一列（如 书记）"
        reader.bad(row["对象"], "对象", f"考核对象里没有“{word}”这一列", hint)
        return "单位"
    return word


def _sources(cell: Cell) -> tuple[tuple[str, Fraction], ...]:
    """区:30;街道:170;社区:100 — weights of the split; a single name takes all."""
    found = []
    for part in split_list(cell.text):
        name, colon, weight = part.rpartition(":")
        if not colon:
            found.append((part, Fraction(1)))
            continue
        found.append((name.strip(), fields.plain_number(weight).value))
    if sum(weight for _, weight in found) <= 0:
        raise FieldError(f"“{cell.text}”的份额加起来不大于 0", "写成 区:30;街道:170;社区:100")
    return tuple(found)


def read_verified(book: Book, known: Known, reader: Reader) -> tuple[m.Verified, ...]:
    found = []
    units = {fold(name): unit.name for unit in known.units for name in (unit.name, *unit.aliases)}
    for row in reader.table(book, tables.VERIFIED) or ():
        unit = units.get(fold(row.text("单位")))
        if unit is None:
            near = did_you_mean(row.text("单位"), [u.name for u in known.units])
            reader.bad(row["单位"], "单位", "不在考核对象里", near or "填考核对象里的单位名称")
            continue
        periods = read_periods(row, "期次", known.calendar, reader)
        reader.needed(row, "依据", "写明核定的依据，例如 抽查记录或申诉批复")
        column = "数据项" if not row["数据项"].blank else "编号"
        key, is_score = _verified_key(row[column], column, known, reader)
        if not key:
            continue
        meant = periods or tuple(leaf.name for leaf in known.calendar.leaves)[-1:]
        found.extend(_verified(row, unit, period, key, is_score, known, reader) for period in meant)
    return tuple(found)


def _verified_key(cell: Cell, column: str, known: Known, reader: Reader) -> tuple[str, bool]:
    item = first_of(known.items, cell.text)
    if item is not None:
        return item.name, False
    indicator = first_of(known.indicators, cell.text)
    if indicator is not None:
        return indicator.key, True
    hint = did_you_mean(cell.text, [*known.items, *known.indicators]) or "填 填报项 里的数据项，或评分细则里的编号"
    reader.bad(cell, column, f"没有数据项或编号“{cell.text}”", hint)
    return "", False


def _verified(row: Row, unit: str, period: str, key: str, is_score: bool, known: Known, reader: Reader) -> m.Verified:
    cell = row["核定值"]
    value: Fraction | str | None
    if not is_score and not known.items[key].type.is_numeric:
        value = cell.text or None
    elif not is_score and known.items[key].type is t.ValueType.DATE:
        day = reader.day(row, "核定值")
        value = Fraction(serial(day)) if day else None
    else:
        value = None if cell.text == "不适用" else reader.number(row, "核定值")
    return m.Verified(
        unit=unit,
        period=period,
        key=key,
        is_score=is_score,
        value=value if cell.text != "不适用" else "不适用",
        reason=row.text("依据"),
        by=row.text("核定人"),
        on=row.text("日期"),
        place=row["单位"].place,
        value_place=cell.place,
    )


def read_history(book: Book, known: Known, reader: Reader) -> tuple[m.PastResult, ...]:
    found = []
    units = {fold(name): unit.name for unit in known.units for name in (unit.name, *unit.aliases)}
    for row in reader.table(book, tables.HISTORY) or ():
        year = reader.whole(row, "年度")
        if year is None or row["单位"].blank:
            continue
        unit = units.get(fold(row.text("单位")))
        if unit is None:  # a unit that no longer exists still counts for "last of that year"
            reader.report("S401", row["单位"].place, unit=row.text("单位"))
        found.append(
            m.PastResult(
                year=year,
                unit=unit or row.text("单位"),
                scope=row.text("范围") or m.SINGLE_LINE,
                score=reader.number(row, "得分"),
                rank=reader.whole(row, "名次") if row["名次"].is_number else None,
                grade=row.text("等次"),
                vetoes=row.text("否决"),
                handling=row.text("处理"),
                place=row["单位"].place,
            )
        )
    return tuple(found)
