"""The result as plain data for templates, under Chinese names (docs/通报模板.md lists them all)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.explain.points_ledger import PointsEntry, Through
from kaohe_xl.explain.rank_reasons import effect_words
from kaohe_xl.explain.section_scores import parts_of
from kaohe_xl.explain.worded_entries import worded_entries_of
from kaohe_xl.expr.wording import wording
from kaohe_xl.notice.plain_facts import NoticeFacts, cleaned, figure, money, total_of
from kaohe_xl.reward import Payment, yuan
from kaohe_xl.scoring.assess import OVERALL, Assessment, PeriodResult
from kaohe_xl.scoring.rank import Ranking

_NO_LOSS = (Through.START, Through.ROUNDING, Through.NOT_APPLICABLE, Through.WEIGHT, Through.COMBINED)


class TemplateFacts:
    """Makes the data of templates; what all notices share is made once."""

    def __init__(self, assessment: Assessment, payments: Sequence[Payment]) -> None:
        self.assessment, self.payments = assessment, payments
        self.scheme = assessment.scheme
        self.worded = worded_entries_of(assessment)

    # -- for all -----------------------------------------------------------------------------------------------------

    def common(self) -> NoticeFacts:
        found: NoticeFacts = cleaned(self._common())
        return found

    def unit(self, row: int) -> NoticeFacts:
        """单位 with everything about it, and nothing about any other."""
        found: NoticeFacts = cleaned(self._unit(row))
        return found

    def payment(self, payment: Payment) -> NoticeFacts:
        """One line of 事由 or 奖惩."""
        found: NoticeFacts = cleaned(self._payment(payment))
        return found

    def _common(self) -> NoticeFacts:
        """考核 设置 排名 范围 考核线 期次 等次 否决 缺报 奖惩 类型 金额合计."""
        final = self.assessment.final
        return {
            "考核": self._about(),
            "设置": dict(self.scheme.settings.extra),
            "排名": [place for ranking in final.rankings.get(OVERALL, ()) for place in self._places(final, ranking)],
            "范围": self._scopes(final, OVERALL),
            "考核线": [
                {"名称": line.name, "满分": figure(line.full_mark), "范围": self._scopes(final, line.name)}
                for line in self.scheme.lines
                if line.name in final.rankings and line.name != OVERALL
            ],
            "期次": [
                {"名称": name, "范围": self._scopes(result, OVERALL)}
                for name, result in self.assessment.periods.items()
            ],
            "等次": self._grades(),
            "否决": self._vetoes(),
            "缺报": self._unreturned(),
            "奖惩": [self._payment(payment) for payment in self.payments],
            "类型": self._kinds(),
            "金额合计": money(sum((p.amount for p in self.payments if p.amount is not None), Fraction(0))),
        }

    def _about(self) -> NoticeFacts:
        settings = self.scheme.settings
        return {
            "名称": settings.title,
            "年度": settings.year or "",
            "主办单位": settings.office,
            "落款日期": settings.signed_on,
            "单位数": len(self.scheme.units),
            "称呼": settings.subjects.you,
            "量词": settings.subjects.counter,
            "对象": settings.subjects.members,
            "期次": self.assessment.final.period.name,
            "评分": bool(self.scheme.indicators),
            "阶段性": self.assessment.waiting,
        }

    def _scopes(self, result: PeriodResult, basis: str) -> list[NoticeFacts]:
        return [
            {"名称": ranking.scope, "排名": self._places(result, ranking)} for ranking in result.rankings.get(basis, ())
        ]

    def _places(self, result: PeriodResult, ranking: Ranking) -> list[NoticeFacts]:
        """Units in order of rank; those without one at the end."""
        last = len(ranking.members) + 1
        order = sorted(ranking.members, key=lambda row: (ranking.ranks[row] or last, row))
        return [self._place(result, ranking, row) for row in order]

    def _place(self, result: PeriodResult, ranking: Ranking, row: int) -> NoticeFacts:
        rank = ranking.ranks[row]
        score = result.total[row] if ranking.basis == OVERALL else ranking.scores[row]
        return {
            "名次": rank,
            "名次说明": f"第{rank}名" if rank is not None else "不排名",
            "单位": self.scheme.units[row].name,
            "分组": self.scheme.units[row].group,
            "得分": self._score(score),
            "等次": (self.assessment.grades[row] or "") if result is self.assessment.final else "",
            "否决": list(result.consequences[row].names),
        }

    def _grades(self) -> list[NoticeFacts]:
        names = self.scheme.unit_names
        found = []
        for grade in self.scheme.grades:
            units = [name for name, own in zip(names, self.assessment.grades, strict=True) if own == grade.name]
            found.append({"名称": grade.name, "单位": units})
        return found

    def _vetoes(self) -> list[NoticeFacts]:
        final = self.assessment.final
        return [
            {
                "否决项": veto.name,
                "后果": "、".join(effect_words(effect) for effect in veto.effects),
                "单位": [name for row, name in enumerate(self.scheme.unit_names) if final.fallen[veto.name][row]],
            }
            for veto in self.scheme.vetoes
            if veto.name in final.fallen and final.fallen[veto.name].any()
        ]

    def _unreturned(self) -> list[NoticeFacts]:
        """Units that returned nothing, by period in order."""
        found = []
        for leaf in self.scheme.calendar.leaves:
            missing = self.assessment.periods[leaf.name].figures.unreturned
            units = [name for row, name in enumerate(self.scheme.unit_names) if missing[row]]
            if units:
                found.append({"期次": leaf.name, "单位": units})
        return found

    def _kinds(self) -> list[NoticeFacts]:
        """Payments by 类型, then by 奖惩, in order of appearance."""
        kinds: dict[str, dict[str, list[Payment]]] = {}
        for payment in self.payments:
            kinds.setdefault(payment.reward.kind, {}).setdefault(payment.reward.name, []).append(payment)
        return [
            {
                "名称": kind,
                "金额": total_of(p for own in rewards.values() for p in own),
                "奖惩": [
                    {
                        "名称": name,
                        "称号": own[0].reward.honour,
                        "对象": own[0].reward.to,
                        "金额": total_of(own),
                        "名单": [self._payment(payment) for payment in own],
                        "各期": self._by_period(own),
                    }
                    for name, own in rewards.items()
                ],
            }
            for kind, rewards in kinds.items()
        ]

    def _by_period(self, payments: Sequence[Payment]) -> list[NoticeFacts]:
        names: dict[str, list[str]] = {}
        for payment in payments:
            names.setdefault(payment.period, []).append(self.scheme.units[payment.unit].name)
        return [{"期次": period, "单位": list(dict.fromkeys(units))} for period, units in names.items()]

    def _payment(self, payment: Payment) -> NoticeFacts:
        reward = payment.reward
        return {
            "单位": self.scheme.units[payment.unit].name,
            "奖惩": reward.name,
            "类型": reward.kind,
            "对象": payment.receiver(self.scheme),
            "期次": payment.period,
            "依据": self._why(payment),
            "计算": payment.how,
            "金额": None if payment.amount is None else money(payment.amount),
            "称号": reward.honour,
            "资金来源": "、".join(f"{name}{yuan(share)}" for name, share in payment.sources.items()),
        }

    def _why(self, payment: Payment) -> str:
        """依据 with the condition itself: a letter stands alone."""
        condition = payment.reward.condition
        return payment.why if condition is None else payment.why.replace("符合条件", f"符合条件“{wording(condition)}”")

    # -- for one unit ------------------------------------------------------------------------------------------------

    def _unit(self, row: int) -> NoticeFacts:
        unit, final = self.scheme.units[row], self.assessment.final
        rank, total = final.rank(OVERALL, row), final.total[row]
        own = [payment for payment in self.payments if payment.unit == row]
        told = self.worded.told(row) if self.scheme.indicators else []
        ranking = final.ranking_of(OVERALL, row)
        return {
            "名称": unit.name,
            "分组": unit.group,
            "上级单位": unit.parent,
            "属性": {name: figure(v) if isinstance(v, Fraction) else v or "" for name, v in unit.attributes.items()},
            "名次": rank,
            "名次说明": f"第{rank}名" if rank is not None else "不排名",
            "排名单位数": len(ranking.ranked) if ranking else 0,
            "总分": self._score(total),
            "等次": self.assessment.grades[row] or "",
            "各期": self._periods(row),
            "各线": self._lines(row),
            "分项": self._parts(row),
            "得扣分": [self._entry(entry, why) for entry, why in told if entry.points],
            "失分": self._lost(told),
            "否决": self._own_vetoes(final, row),
            "缺报": [each["期次"] for each in self._unreturned() if unit.name in each["单位"]],
            "奖惩": [self._payment(payment) for payment in own],
            "金额合计": total_of(own),
        }

    def _periods(self, row: int) -> list[NoticeFacts]:
        results = self.assessment.periods.values() if len(self.assessment.periods) > 1 else ()
        return [
            {"名称": r.period.name, "总分": self._score(r.total[row]), "名次": r.rank(OVERALL, row)} for r in results
        ]

    def _lines(self, row: int) -> list[NoticeFacts]:
        final = self.assessment.final
        return [
            {"名称": line.name, "得分": self._score(final.lines[line.name][row]), "名次": final.rank(line.name, row)}
            for line in self.scheme.lines
            if line.name in final.rankings and line.name != OVERALL and final.lines[line.name][row] is not None
        ]

    def _parts(self, row: int) -> list[NoticeFacts]:
        return [
            {
                "期次": part.period,
                "考核线": part.line,
                "项目": part.section,
                "满分": figure(part.full),
                "得分": self._score(part.score),
            }
            for part in parts_of(self.assessment, row)
        ]

    def _lost(self, told: Sequence[tuple[PointsEntry, str]]) -> list[NoticeFacts]:
        """What cost points: not what does not apply or was only rounded; of what starts at zero, what it fell short."""
        groups: dict[tuple[str, str, str], list[tuple[PointsEntry, str]]] = {}
        for entry, why in told:
            if entry.counted:
                key = entry.indicator.key if entry.indicator else entry.through.value
                groups.setdefault((entry.period, entry.line, key), []).append((entry, why))
        found = []
        for own in groups.values():
            if any(entry.through is Through.START for entry, _ in own):
                given = [(entry, why) for entry, why in own if entry.through not in _NO_LOSS]
                points = sum((entry.points for entry, _ in own), Fraction(0))
                effect = sum((entry.effect for entry, _ in own), Fraction(0))
                if points < 0:
                    first, reason = own[0][0], "；".join(why for _, why in given) or "没有得分"
                    found.append(self._entry(first._replace(points=points, effect=effect), reason))
            else:
                lost = [(entry, why) for entry, why in own if entry.through not in _NO_LOSS and entry.points < 0]
                found += [self._entry(entry, why) for entry, why in lost]
        return found

    def _entry(self, entry: PointsEntry, why: str) -> NoticeFacts:
        indicator = entry.indicator
        return {
            "期次": entry.period,
            "编号": indicator.key if indicator else "",
            "考核内容": (indicator.title or indicator.section) if indicator else entry.line,
            "原因": why,
            "分": figure(entry.points),
            "影响总分": figure(entry.effect) if entry.counted else None,
        }

    def _own_vetoes(self, result: PeriodResult, row: int) -> list[NoticeFacts]:
        return [
            {"否决项": veto.name, "后果": "、".join(effect_words(effect) for effect in veto.effects)}
            for veto in self.scheme.vetoes
            if veto.name in result.consequences[row].names
        ]

    def _score(self, value: Fraction | None) -> Decimal | str:
        return "待定" if value is None else Decimal(decimal_text(value, self.scheme.settings.digits))
