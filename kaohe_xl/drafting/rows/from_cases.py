"""Rows from clauses that give or take so many points for each case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.drafting.drafted import DraftItem, DraftRow
from kaohe_xl.drafting.language.clause_parts import (
    ClauseContext,
    ClausePart,
    counted,
    limits,
    named,
    number_of,
    over_periods,
    row,
)
from kaohe_xl.drafting.rows.compared_items import rounding_of

DraftRows = Sequence[DraftRow]
_NO_NAME = "条款没有写是什么，按“{}”起名"
_CHANGE = "减少、增加的个数要单独填报，核对数据项"
_ONCE = "按每一个都加分草拟；做到了就给分、不按个数的，改成 达标得分"
_SHORT = "没有写应当多少，按少了几次（个）填报；有应当完成的数的，改成 差额扣分"
_NEGATED = re.compile(r"每满|满$")


def _kind(said: ClausePart) -> str:
    return "每例扣分" if said.part("loses") is not None or said.takes else "每例得分"


def _counts(said: ClausePart, about: ClauseContext) -> DraftItem:
    """登记错误 每 例 → 登记错误例数; 提请走访企业 每 1 个 → 提请走访企业个数."""
    per = said.part("per")
    assert per is not None
    happens, unit = per.part("happens"), "".join(per.words("UNIT")) or "次"  # 每人每次 counts 人次
    kept = happens.text() if happens is not None and not happens.has("EVENT") else per.text("verb")
    kept = kept or (happens.word("TEXT") if happens is not None else "")
    matter = said.own("matter")
    object_ = re.sub(r"^的|的$", "", matter.text()) if matter is not None else ""
    name = named(said.topic, "" if object_ else about.subject) if said.topic or not object_ else ""
    unit = unit.removeprefix("个") if len(unit) > 1 else unit
    return counted(named(f"{name}{kept}{object_}", about.subject, f"{unit.replace('日', '天')}数"), unit)


def cases(said: ClausePart, about: ClauseContext) -> DraftRows:
    """登记错误每例扣1分; 每满5件加1分; 迟报1次扣1分."""
    per = said.part("per")
    assert per is not None
    count, happens = per.part("count"), per.part("happens")
    number = count.word("NUM") if count is not None else ""
    each = per.has("EACH")
    if not each and number not in ("", "1"):
        return ()  # 培训2次得5分: a threshold, or so many for each two?
    if happens is not None and happens.has("DOWN", "UP") and said.topic and "不少于" in said.topic:
        return ()
    if re.search(r"第.?[名位次]|名次|位次|^第.{1,3}起", said.text()):
        return ()
    topic = said.own("topic")
    if topic is not None and topic.has("DATE"):
        return ()  # 12月10日前送达，每迟一天: a date is held against the day, days are not counted by hand
    item = _counts(said, about)
    columns = {"计分方式": _kind(said), "数据项": item.name, "分值": said.points, **limits(said), **_on_total(said)}
    columns |= {"每": number} if number not in ("", "1") else {}
    columns |= rounding_of(said)
    columns |= {"取整": "舍去"} if per.has("FILL") else {}
    matter = said.own("matter")
    doubts = [
        ""
        if said.topic or matter or (happens is not None and happens.word("TEXT"))
        else _NO_NAME.format(about.subject),
        over_periods(said),
        _SHORT if happens is not None and happens.text() in ("少", "差", "欠") else "",
        _CHANGE if happens is not None and happens.has("DOWN", "UP") and happens.text() in _DIRECTIONS else "",
        _ONCE if not each and columns["计分方式"] == "每例得分" else "",
        "原文的一例有条件，填报时只数合条件的" if matter is not None and matter.has("BELOW", "ABOVE", "REACH") else "",
    ]
    return [row(columns, [item], *doubts)]


_DIRECTIONS = frozenset(
    [
        "减少",
        "下降",
        "降低",
        "增加",
        "新增",
        "新增加",
        "增长",
        "提高",
        "上升",
        "低",
        "低于",
        "高",
        "高于",
        "超",
        "超过",
        "超额",
        "超额完成",
        "超出",
    ]
)


def cases_zero(said: ClausePart, about: ClauseContext) -> DraftRows:
    """每逾期1个工作日扣0.2分，逾期5个工作日以上该项不得分."""
    per, start = said.part("per"), said.part("zero_from")
    assert per is not None
    figure = start.part("figure") if start is not None else None
    if figure is None or start is None:
        return ()
    if figure.text() not in (f"{figure.word('NUM')}{per.word('UNIT')}", f"{figure.word('NUM')}个{per.word('UNIT')}"):
        return ()
    rows = cases(said, about)
    if len(rows) != 1:
        return ()
    item = rows[0].items[0]
    return [
        *rows,
        row(
            {
                "计分方式": "触发清零",
                "数据项": item.name,
                "基准": f"{'>' if start.has('over') else '>='}{figure.word('NUM')}",
            },
            [item],
        ),
    ]


def cases_when(said: ClausePart, about: ClauseContext) -> DraftRows:
    """每季度入户少于一次的，每户扣0.1分: the limit says which cases count."""
    limit, per, change = said.part("below") or said.part("over"), said.part("per"), said.part("change")
    assert limit is not None
    assert per is not None
    assert change is not None
    happens, figure = per.part("happens"), limit.part("figure")
    steps = happens is not None and happens.has("DOWN", "UP")
    if (
        figure is None
        or steps
        or (per.part("count") is not None and per.text("count") != "1" and not said.has("rounding"))
    ):
        return ()
    if figure.unit == per.word("UNIT") and said.has("over"):
        return ()  # 超过5例的，每例扣2分: for each, or for each beyond?
    matter = said.own("matter")
    words = f"{said.topic}{limit.text()}{matter.text() if matter is not None else ''}"
    return _counted_by(words, per, change, about, said)


def _counted_by(words: str, per: ClausePart, change: ClausePart, about: ClauseContext, said: ClausePart) -> DraftRows:
    item = number_of(words, about, per.word("UNIT"))
    kind = "每例扣分" if change.part("loses") is not None else "每例得分"
    number = per.text("count")
    columns = {"计分方式": kind, "数据项": item.name, "分值": change.points, **limits(said), **rounding_of(said)}
    columns |= {"每": number} if number not in ("", "1") else {}
    return [row({**columns, **_on_total(change)}, [item], "什么样的才算一例写在数据项的名称里，填报时只数合条件的")]


def unit_levels(said: ClausePart, about: ClauseContext) -> DraftRows:
    """论文发表于国家级刊物记4分/篇，省级2分/篇."""
    topics, units = [part.text().strip("，,的") for part in said.all("topic")], said.words("UNIT")
    points = [said.points, *(part.points for part in said.owns("points"))]
    if len(set(units)) > 1 or len(topics) != len(points):
        return ()
    rows = []
    for topic, figure in zip(topics, points, strict=True):
        item = number_of(topic if topic == topics[0] else f"{topic}{about.subject}", about, units[0])
        columns = {"计分方式": _kind(said), "数据项": item.name, "分值": figure}
        rows.append(row(columns, [item], "按各级各算一行草拟；同一件事几级都有的，只算一行的，填互斥"))
    return rows


def doubled(said: ClausePart, about: ClauseContext) -> DraftRows:
    """被市领导指出的加倍扣分: belongs to the row before it; alone it says nothing."""
    item = DraftItem(named(said.topic, about.subject), "", "是否")
    return [row({"计分方式": "", "倍数": f"{item.name}=是:2"}, [item], "加倍只管它前面的一行，核对")]


sampled = cases  # 随机走访5户，每有一户…: how many are looked at changes nothing


def beyond(said: ClausePart, about: ClauseContext) -> DraftRows:
    """超过5例的，超出部分每例另从总分中扣4分."""
    figure = said.part("figure")
    if figure is None or figure.has("PCT", "POINT", "MARK"):
        return ()
    unit = figure.unit
    per = said.part("per")
    if per is None or (per.part("count") is not None and per.text("count") != "1"):
        return ()
    if per.word("UNIT") != unit:
        return _counted_when(said, per, about)
    item = number_of(said.topic, about, unit)
    change = said.part("change")
    assert change is not None
    return [_beyond(change, item, figure.word("NUM"), limits(said))]


def _counted_when(said: ClausePart, per: ClausePart, about: ClauseContext) -> DraftRows:
    """成文与报送时间超过5个工作日，1次扣3分: the limit says which cases count."""
    over, change = said.part("over"), said.part("change")
    assert over is not None
    assert change is not None
    if not said.topic or per.has("happens") or change.has("FROMTOTAL"):
        return ()
    item = number_of(f"{said.topic}{over.text()}", about, per.word("UNIT"))
    kind = "每例扣分" if change.part("loses") is not None else "每例得分"
    columns = {"计分方式": kind, "数据项": item.name, "分值": change.points, **limits(said)}
    return [row(columns, [item], "超过多少才算一例写在数据项的名称里，填报时只数超过的")]


def _beyond(change: ClausePart, item: DraftItem, number: str, told: dict[str, str]) -> DraftRow:
    takes = change.part("loses") is not None
    columns = {"计分方式": "每例扣分" if takes else "超额得分", "数据项": item.name}
    columns |= {"基准": f">{number}" if takes else f">={number}", "分值": change.points, **told}
    return row({**columns, **_on_total(change)}, [item])


def _on_total(change: ClausePart) -> dict[str, str]:
    return {"计入": "总分"} if change.has("FROMTOTAL") else {}


def cases_beyond(said: ClausePart, about: ClauseContext) -> DraftRows:
    """每例扣2分；超过5例的，超出部分每例另从总分中扣4分: the first clause goes on for every case."""
    first, second = said.all("change")[:2]
    figure, pers = said.part("figure"), said.all("per")
    if figure is None or first.part("loses") is None or second.part("loses") is None or not second.has("FROMTOTAL"):
        return ()
    unit = pers[0].word("UNIT")
    if any(per.word("UNIT") != unit for per in pers) or figure.text() != f"{figure.word('NUM')}{unit}":
        return ()
    item = _counts(said, about)
    plain = row({"计分方式": "每例扣分", "数据项": item.name, "分值": first.points}, [item])
    return [plain, _beyond(second, item, figure.word("NUM"), {})]


def per_unit(said: ClausePart, about: ClauseContext) -> DraftRows:
    """不实考勤扣1分/次."""
    unit = said.word("UNIT")
    item = number_of(said.topic, about, unit)
    columns = {"计分方式": _kind(said), "数据项": item.name, "分值": said.points, **limits(said)}
    return [row(columns, [item], "" if said.topic else _NO_NAME.format(about.subject))]


def by_unit(said: ClausePart, about: ClauseContext) -> DraftRows:
    """有农房被烧按10分/户追加扣分."""
    verb = said.words("TEXT")[-1]
    if "扣" not in verb and "加" not in verb:
        return ()
    unit = said.word("UNIT")
    item = number_of(said.topic, about, unit)
    kind = "每例扣分" if "扣" in verb else "每例得分"
    return [row({"计分方式": kind, "数据项": item.name, "分值": said.points, **limits(said)}, [item])]


def either(said: ClausePart, about: ClauseContext) -> DraftRows:
    """每少一种机构或少一项制度的扣0.5分: two counts at the same price."""
    between = next((str(child) for child in said.tree.children if getattr(child, "type", "") == "TEXT"), "")
    matter = said.own("matter")
    if not between.endswith("或") or matter is None:
        return ()
    found = []
    for per, thing in zip(said.all("per"), (between.removesuffix("或"), matter.text()), strict=True):
        happens, unit = per.part("happens"), per.word("UNIT")
        item = number_of(f"{said.topic}{happens.text() if happens else ''}{thing}", about, unit)
        columns = {"计分方式": _kind(said), "数据项": item.name, "分值": said.points, **limits(said)}
        found.append(row(columns, [item], "“或”的两头各算一行草拟"))
    return found


def spared(said: ClausePart, about: ClauseContext) -> DraftRows:
    """自行发现及时上报的不扣分，每个火点加2分."""
    item = _counts(said, about)
    columns = {"计分方式": _kind(said), "数据项": item.name, "分值": said.points, **limits(said)}
    return [row(columns, [item], "前半句说不扣分，只起草了后半句；别的行里要扣的，不要把这些数进去")]


def times_capped(said: ClausePart, about: ClauseContext) -> DraftRows:
    """组织集中开工活动的加30分，最多按季度执行，全年最多加4次: a cap on how often."""
    most_times = said.part("most_times")
    assert most_times is not None
    times, number, texts = most_times.word("TEXT"), most_times.word("NUM"), said.own_words("TEXT")
    gains, per, unit = said.part("gains"), said.part("per"), said.words("UNIT")[-1]
    if gains is None or not re.fullmatch(r"(?:最多|累计)?(?:不超过|最多|限)[加奖计得]?", times) or not said.topic:
        return ()
    if per is not None and (unit not in (per.word("UNIT"), "次") or per.text("count") not in ("", "1")):
        return ()
    item = number_of(said.topic, about, unit if per is None else per.word("UNIT"))
    most = decimal_text(Fraction(gains.points) * int(number))
    columns = {"计分方式": "每例得分", "数据项": item.name, "分值": gains.points, "上限": most}
    doubts = [f"最多{number}{unit}，写成上限{most}分", f"“{texts[0]}”没有写进这一行" if texts else ""]
    return [row(columns, [item], *doubts)]
