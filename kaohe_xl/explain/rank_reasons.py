"""Ranks and vetoes in words: how a unit got its place, and what a fallen veto did to it."""

from __future__ import annotations

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.explain.reason import Reason
from kaohe_xl.explain.streaks_and_subs import StreaksAndSubs, composed
from kaohe_xl.expr import tree as t
from kaohe_xl.expr.single_unit import AllUnitsSource
from kaohe_xl.expr.wording import wording
from kaohe_xl.rules.figure_words import FigureWords
from kaohe_xl.rules.sentence import by_name, named_values
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import Assessment, PeriodResult, ResultSource, result_source
from kaohe_xl.scoring.rank import Ranking
from kaohe_xl.scoring.veto import evaluated_in


def effect_words(effect: m.Effects) -> str:
    """名次后移2位, 列入倒数3名, 等次不高于二类."""
    match effect.consequence:
        case m.Consequence.SHIFT:
            return f"名次后移{effect.places}位"
        case m.Consequence.BOTTOM:
            return f"列入倒数{effect.places}名"
        case m.Consequence.GRADE_CAP:
            return f"等次不高于{effect.grade}"
        case _:
            return str(effect.consequence.value)


def rank_words(assessment: Assessment, result: PeriodResult, basis: str, row: int) -> str:
    """Place among how many, with whom it is shared, and how vetoes moved it; empty where there is no ranking."""
    ranking = result.ranking_of(basis, row)
    if ranking is None:
        return ""
    scope = "" if ranking.scope == "全体" else f"{ranking.scope}"
    rank = ranking.ranks[row]
    if rank is None:
        return f"名次：不排名，{_why_unranked(result, row)}"
    tied = [assessment.scheme.units[other].name for other in ranking.sharing[rank] if other != row]
    together = f"，与{'、'.join(tied)}并列（{assessment.scheme.settings.ties.value}）" if tied else ""
    place = f"名次：{scope}{len(ranking.ranked)}{assessment.scheme.settings.subjects.counter}中第{rank}名"
    return f"{place}{together}{_moved(ranking, row)}{_gaps(assessment, ranking, row)}"


def _why_unranked(result: PeriodResult, row: int) -> str:
    told = result.consequences[row]
    if told.unranked:
        return f"一票否决（{'、'.join(told.names)}）"
    return "没有报送" if result.figures.unreturned[row] else "没有得分"


def _moved(ranking: Ranking, row: int) -> str:
    if row not in ranking.moved:
        base, rank = ranking.base_ranks[row], ranking.ranks[row]
        return f"（按分数第{base}名，因其他单位名次移动而变为第{rank}名）" if base != rank else ""
    move = ranking.moved[row]
    how = [f"名次后移{move.shift}位"] if move.shift else []
    how += [f"列入倒数{move.bottom}名"] if move.bottom else []
    return f"（按分数第{ranking.base_ranks[row]}名，否决：{'、'.join(how)}）"


def _gaps(assessment: Assessment, ranking: Ranking, row: int) -> str:
    """Distance to the unit just above by score; moved places have none."""
    own = ranking.scores[row]
    if own is None or ranking.moved:
        return ""
    if own not in ranking.next_above:
        return ""
    score, other = ranking.next_above[own]
    digits = assessment.scheme.settings.digits
    return f"，比前一名{assessment.scheme.units[other].name}少{decimal_text(score - own, digits)}分"


def veto_words(assessment: Assessment, result: PeriodResult, row: int) -> list[Reason]:
    """Each veto that fell on the unit: its condition, the figures, what follows, and the cells."""
    scheme = assessment.scheme
    return [
        _veto(assessment, result, veto, row) for veto in scheme.vetoes if veto.name in result.consequences[row].names
    ]


def _veto(assessment: Assessment, result: PeriodResult, veto: m.Veto, row: int) -> Reason:
    scheme = assessment.scheme
    follows = "、".join(effect_words(effect) for effect in veto.effects)
    group = f"（{veto.group}，达到{veto.needed}项）" if veto.group else ""
    where = [
        _seen(assessment, period, veto, row)
        for period in assessment.periods.values()
        if evaluated_in(veto, period.period.name, scheme.calendar)
        and veto.name in period.fallen
        and period.fallen[veto.name][row]
        and _figure_words(assessment, period, row).holds(veto.condition)[0]
    ]
    return Reason(
        f"否决：{veto.name}{group}，条件 {wording(veto.condition)}；后果：{follows}", tuple(where), (veto.place,)
    )


def _seen(assessment: Assessment, result: PeriodResult, veto: m.Veto, row: int) -> Reason:
    figure_words = _figure_words(assessment, result, row)
    figures = (t.Item, t.Attribute, t.Given)
    nodes = by_name(node for node in veto.condition.walk_now() if isinstance(node, figures)).values()
    items = [result.figures.items[node.name] for node in nodes if isinstance(node, t.Item)]
    places = [p for figure in items for p in figure.sources[row] if p != NOWHERE]
    around = StreaksAndSubs(_source(assessment, result), figure_words.measures)
    behind = [around.of(node, row) for node in composed(veto.condition)]
    values = [figure_words.sentence(named_values(nodes), 0)] if nodes else []
    seen = "，".join([*values, *(each.listed for each in behind)])
    places += [place for each in behind for place in each.places]
    return Reason(
        f"{result.period.name}：{seen or wording(veto.condition)}，条件成立", (), tuple(dict.fromkeys(places))
    )


def _figure_words(assessment: Assessment, result: PeriodResult, row: int) -> FigureWords:
    """For one unit: its row is 0."""
    measures = {name: item.measure for name, item in assessment.scheme.items.items()}
    evaluator = AllUnitsSource(_source(assessment, result)).evaluator(row)
    return FigureWords(evaluator, measures, lambda name, _: result.figures.items[name].states[row].value)


def _source(assessment: Assessment, result: PeriodResult) -> ResultSource:
    earlier = assessment.before(result.period.name)
    return result_source(result, assessment.scheme, assessment.scopes, assessment.grades, earlier, assessment.periods)
