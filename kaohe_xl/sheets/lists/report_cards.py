"""成绩单: one block per unit on pages of its own: place, total, parts, points lost and why, rewards, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.filenames import CARD
from kaohe_xl.explain.rank_reasons import rank_words, veto_words
from kaohe_xl.explain.section_scores import SectionScore, parts_of
from kaohe_xl.explain.worded_entries import worded_entries_of
from kaohe_xl.reward import Payment
from kaohe_xl.scheme.model import Subjects
from kaohe_xl.scoring.assess import OVERALL, Assessment, PeriodResult
from kaohe_xl.sheets.link_targets import link_targets_of
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet, has_scores
from kaohe_xl.sheets.sheet_parts import Anchors, Canvas, points

NAME = CARD
# narrow enough for A4 portrait also where the office's fonts are missing and wider ones stand in
_WIDTHS = (7.0, 6.5, 10.5, 8.5, 8.5, 8.0, 8.5, 8.5)
_WIDTH = len(_WIDTHS)
_REASON = 3  # columns of the reason for a point lost
_ASSESSED = {
    Subjects.UNITS: "被考核单位（盖章）：　　　　　　负责人（签字）：　　　　　年　　月　　日",
    Subjects.PERSONS: "被考核人（签字）：　　　　　　　　　　　年　　月　　日",
}


def report_cards_sheet(
    assessment: Assessment,
    payments: Sequence[Payment],
    link_targets: Anchors | None = None,
    units: Sequence[int] | None = None,
) -> Sheet:
    """``units`` (all of them in scheme order); a page break before each but the first."""
    cards = _Cards(assessment, payments, link_targets or Anchors())
    for row in range(len(assessment.scheme.units)) if units is None else units:
        cards.add(row)
    return Sheet(
        NAME,
        cards.canvas.rows,
        widths=dict(enumerate(_WIDTHS)),
        merges=cards.canvas.merges,
        header_rows=0,
        frozen=(0, 0),
        landscape=False,
        page_breaks=cards.breaks,
        blocks=cards.blocks,
    )


class _Cards:
    def __init__(self, assessment: Assessment, payments: Sequence[Payment], link_targets: Anchors) -> None:
        self.assessment, self.link_targets = assessment, link_targets
        self.payments: dict[int, list[Payment]] = {}
        for payment in payments:
            self.payments.setdefault(payment.unit, []).append(payment)
        self.scheme = assessment.scheme
        self.digits = self.scheme.settings.digits
        self.worded = worded_entries_of(assessment)
        self.canvas = Canvas(_WIDTH)
        self.breaks: list[int] = []
        self.blocks: list[tuple[int, int]] = []

    def add(self, row: int) -> None:
        if self.canvas.rows:
            self.breaks.append(len(self.canvas.rows))
        self.canvas.across(Out(f"{self.scheme.settings.title}成绩单", Style.TITLE))
        self._identity(row)
        if self.scheme.indicators:
            self._periods(row)
            self._parts(row)
            self._entries(row)
        self._vetoes(row)
        self._payments(row)
        self._sign()

    # -- who and how good --------------------------------------------------------------------------------------------

    def _identity(self, row: int) -> None:
        unit, final = self.scheme.units[row], self.assessment.final
        group = unit.group or unit.parent
        self.canvas.joined(
            (Out("姓名" if self.scheme.settings.subjects is Subjects.PERSONS else "单位", Style.HEAD), 1),
            (Out(unit.name, Style.NAME), 2),
            (Out(f"分组：{group}" if group else "", Style.NAME), _REASON),
            (Out("等次", Style.HEAD), 1),
            (Out(self.assessment.grades[row] or "—", Style.CENTER), 1),
        )
        if not self.scheme.indicators:
            return
        rank, total = final.rank(OVERALL, row), final.total[row]
        self.canvas.joined(
            (Out("总分", Style.HEAD), 1),
            (self._live(total, "待定", Style.TOTAL_SCORE, self.link_targets.total_cell(row)), 2),
            (Out(rank_words(self.assessment, final, OVERALL, row).removeprefix("名次：")), _REASON),
            (Out("名次", Style.HEAD), 1),
            (
                self._live(
                    None if rank is None else Fraction(rank), "不排名", Style.TOTAL, self.link_targets.rank_cell(row)
                ),
                1,
            ),
        )

    def _live(self, value: Fraction | None, word: str, style: Style, reference: str) -> Out:
        shown = word if value is None else value
        return Out(shown, style, formula=reference)

    def _periods(self, row: int) -> None:
        """Total and place of every period, where there are several."""
        periods = list(self.assessment.periods.values())
        if len(periods) < 2:
            return
        self._heading("各期得分", ("期次", 2), ("总分", 1), ("名次", 2), ("比上期名次", 3))
        for result in periods:
            total, rank = result.total[row], result.rank(OVERALL, row)
            self.canvas.joined(
                (Out(result.period.name, Style.CENTER), 2),
                (Out("待定" if total is None else total, Style.SCORE), 1),
                (Out("不排名" if rank is None else rank, Style.CENTER if rank is None else Style.WHOLE), 2),
                (Out(self._moved(result, row), Style.CENTER), 3),
            )

    def _moved(self, result: PeriodResult, row: int) -> str:
        before = self.scheme.calendar.before(result.period.name)
        rank = result.rank(OVERALL, row)
        old = self.assessment.periods[before.name].rank(OVERALL, row) if before else None
        if rank is None or old is None:
            return "—"
        return "持平" if old == rank else f"上升{old - rank}位" if old > rank else f"下降{rank - old}位"

    def _parts(self, row: int) -> None:
        """项目 down, periods across; a part whose full mark differs between periods shows it beside each score."""
        parts = parts_of(self.assessment, row)
        if not parts:
            return
        periods = list(dict.fromkeys(part.period for part in parts))
        names = list(dict.fromkeys((part.line, part.section) for part in parts))
        rest = _WIDTH - 4 - len(periods)
        self._heading("分项得分", ("项目", 3 + rest), ("满分", 1), *((period, 1) for period in periods))
        for name in names:
            own = {part.period: part for part in parts if (part.line, part.section) == name}
            fulls = {part.full for part in own.values()}
            self.canvas.joined(
                (Out(" ".join(word for word in dict.fromkeys(name) if word)), 3 + rest),
                (Out(next(iter(fulls)) if len(fulls) == 1 else None, Style.POINTS), 1),
                *((self._part(own.get(period), len(fulls) == 1), 1) for period in periods),
            )

    def _part(self, part: SectionScore | None, alike: bool) -> Out:
        if part is None:
            return Out("—", Style.CENTER)
        if alike or part.full is None:
            return Out(part.score, Style.SCORE)
        return Out(f"{decimal_text(part.score, self.digits)}／{decimal_text(part.full)}", Style.CENTER)

    # -- points ------------------------------------------------------------------------------------------------------

    def _entries(self, row: int) -> None:
        told = self.worded.told(row)
        weighted = any(entry.effect != entry.points for entry, _ in told)
        span, last = (_REASON, (("影响总分", 1),)) if weighted else (_REASON + 1, ())
        self._heading("得扣分及原因", ("期次", 1), ("编号", 1), ("考核内容", 1), ("原因", span), ("得扣分", 1), *last)
        for entry, why in ((entry, why) for entry, why in told if entry.points):
            effect = points(entry.effect) if entry.counted else Out("—", Style.CENTER)
            content = (entry.indicator.title or entry.indicator.section) if entry.indicator else entry.line
            self.canvas.joined(
                (Out(entry.period, Style.CENTER), 1),
                (Out(entry.indicator.key if entry.indicator else "", Style.CENTER), 1),
                (Out(content), 1),
                (Out(why), span),
                (points(entry.points), 1),
                *(((effect, 1),) if weighted else ()),
            )
        balance = self.worded.balance(row)
        if balance.total is not None:
            sign = "＋" if balance.lost > 0 else "－"
            lost = decimal_text(abs(balance.lost), self.digits)
            words = f"满分{decimal_text(balance.full)}{sign}{lost}＝总分{decimal_text(balance.total, self.digits)}"
            self.canvas.joined((Out(words, Style.TOTAL), _WIDTH - 1), (Out(balance.lost, Style.TOTAL_SCORE), 1))

    def _vetoes(self, row: int) -> None:
        told = veto_words(self.assessment, self.assessment.final, row)
        if not told:
            return
        self._heading("一票否决", ("否决项、条件和后果", 4), ("数据", 4))
        for why in told:
            seen = "\n".join(part.text for part in why.because)
            self.canvas.joined((Out(why.text.removeprefix("否决："), Style.BAD), 4), (Out(seen), 4))

    def _payments(self, row: int) -> None:
        own = self.payments.get(row, [])
        if not own:
            return
        self._heading("奖惩", ("类型", 1), ("奖惩", 2), ("依据和计算", _REASON), ("金额（元）", 2))
        for payment in own:
            why = "；".join(part for part in (payment.why, payment.how) if part)
            honour = f"，授予“{payment.reward.honour}”" if payment.reward.honour else ""
            receiver = payment.receiver(self.scheme)
            who = "" if receiver == "单位" else f"（{receiver}）"
            self.canvas.joined(
                (Out(payment.reward.kind, Style.CENTER), 1),
                (Out(f"{payment.reward.name}{who}"), 2),
                (Out(f"{why}{honour}"), _REASON),
                (Out(payment.amount, Style.MONEY), 2),
            )
        total = sum((p.amount for p in own if p.amount is not None), Fraction(0))
        if any(p.amount is not None for p in own):
            self.canvas.joined((Out("合计", Style.TOTAL), _WIDTH - 2), (Out(total, Style.TOTAL_MONEY), 2))

    # -- frame -------------------------------------------------------------------------------------------------------

    def _heading(self, title: str, *columns: tuple[str, int]) -> None:
        self.blocks.append((len(self.canvas.rows), len(self.canvas.rows) + 2))  # no heading without a line below it
        self.canvas.joined((Out(title, Style.TOTAL), _WIDTH))
        self.canvas.joined(*((Out(name, Style.HEAD), span) for name, span in columns))

    def _sign(self) -> None:
        settings = self.scheme.settings
        start = len(self.canvas.rows) - 2  # nobody signs an empty page
        heading, _ = self.blocks[-1] if self.blocks else (start, start)
        self.blocks.append((heading if start - heading < 3 else start, len(self.canvas.rows) + 4))
        self.canvas.add()
        self.canvas.across(Out("对以上得分如有异议，请在收到之日起按规定提出书面申诉，并附证明材料。", Style.NOTE))
        self.canvas.across(Out(_ASSESSED[settings.subjects], Style.SIGN))
        self.canvas.add()
        self.canvas.across(Out(f"{settings.office}（盖章）　　　　{settings.signed_on}", Style.SIGN))


REPORT_CARDS_SHEET = ResultSheet(
    name=NAME,
    says="每个单位一份，可单独打印",
    make=lambda scored: report_cards_sheet(scored.assessment, scored.payments, link_targets_of(scored), scored.units),
    when=has_scores,
    by_unit=True,
)
