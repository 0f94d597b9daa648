"""奖励金额: every payment and fine, with live totals by unit, kind and source, tied to the budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from kaohe_xl.base.place import column_letter
from kaohe_xl.base.sheet_names import PAID
from kaohe_xl.reward import Payment, total_by, yuan
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.sheets.model import Out, Sheet, Style
from kaohe_xl.sheets.result import ResultSheet
from kaohe_xl.sheets.sheet_parts import Canvas, SheetRow, own_link, total_of

NAME = PAID
AMOUNT = "金额"
COLUMNS = ("单位名称", "奖惩", "类型", "对象", "依据", "计算", AMOUNT, "资金来源", "称号")
_AMOUNT = COLUMNS.index(AMOUNT)
_WIDTHS = (12, 20, 10, 14, 24, 26, 15, 24, 16)
_EMPTY = 7  # of a column that holds nothing: 称号 where nobody gets one
UNNAMED = "未注明"


def rewards_sheet(assessment: Assessment, payments: Sequence[Payment]) -> Sheet:
    """One row per payment, fine or text consequence, in the order of :func:`kaohe_xl.reward.settle`."""
    return _Rewards(assessment, payments).sheet()


class _Rewards:
    def __init__(self, assessment: Assessment, payments: Sequence[Payment]) -> None:
        self.scheme = assessment.scheme
        self.payments = payments
        named = dict.fromkeys(name for payment in payments for name in payment.sources)
        # with one source for everything, its column would repeat 金额
        self.sources = list(named) if len(named) > 1 or any(p.amount and not p.sources for p in payments) else []
        self.canvas = Canvas(len(COLUMNS) + len(self.sources))
        self.first = self.last = 0

    def sheet(self) -> Sheet:
        canvas = self.canvas
        canvas.title(self.scheme.settings, "奖惩金额")
        header = canvas.head([*COLUMNS, *(f"其中：{name}" for name in self.sources)])
        self.first = canvas.next_row
        for payment in self.payments:
            canvas.add(*self._row(payment))
        self.last = canvas.next_row - 1
        if self.payments:
            self._totals()
        else:
            canvas.across(Out("没有奖励，也没有处罚", Style.CENTER))
        canvas.signature()
        filled = {column for row in canvas.rows[header:] for column, cell in enumerate(row) if cell and cell.value}
        widths = [width if column in filled else _EMPTY for column, width in enumerate(_WIDTHS)]
        widths += [max(14, len(name) * 2 + 8) for name in self.sources]
        totals_and_signature = len(canvas.rows) - self.last
        return replace(canvas.sheet(NAME, widths, header), kept_at_end=totals_and_signature)

    def _row(self, payment: Payment) -> SheetRow:
        reward = payment.reward
        split = "；".join(f"{name}{yuan(share)}" for name, share in payment.sources.items())
        return [
            Out(self._unit(payment), Style.NAME),
            Out(reward.name, Style.LINK, link=own_link(reward.place)),
            Out(reward.kind, Style.CENTER),
            Out(payment.receiver(self.scheme), Style.CENTER),
            Out(payment.why),
            Out(payment.how),
            Out(payment.amount, Style.MONEY),
            Out(split),
            Out(reward.honour, Style.CENTER),
            *(Out(payment.sources.get(name), Style.MONEY) for name in self.sources),
        ]

    def _unit(self, payment: Payment) -> str:
        return self.scheme.units[payment.unit].name

    # -- totals ------------------------------------------------------------------------------------------------------

    def _totals(self) -> None:
        """Live sums over the payment rows; the parts and the whole are the same cells added up in other orders."""
        spent = sum((p.amount for p in self.payments if p.amount is not None), Fraction(0))
        whole = self._sum_row("合计", spent, lambda column: total_of(column, self.first, self.last))
        self._by("按单位合计", "A", self._unit, lambda payment: payment.amount)
        self._by("按类型合计", "C", lambda payment: payment.reward.kind, lambda payment: payment.amount)
        if self.sources:
            self._by_source(spent, whole)
        if self.scheme.settings.budget is not None:
            self._budget(self.scheme.settings.budget)

    def _heading(self, title: str) -> None:
        self.canvas.joined((Out(title, Style.HEAD), self.canvas.width))

    def _sum_row(self, label: str, amount: Fraction, formula: Callable[[str], str], indent: bool = False) -> int:
        """A label over the first columns, the amount in its own, each source below its own."""
        style = Style.TOTAL if not indent else Style.NAME
        sums = Style.TOTAL_MONEY if not indent else Style.MONEY
        cells: SheetRow = [Out(label, style), *(Out(None, style) for _ in range(_AMOUNT - 1))]
        cells.append(Out(amount, sums, formula=formula(column_letter(_AMOUNT + 1))))
        cells += [Out(None, style) for _ in range(self.canvas.width - len(cells))]
        number = self.canvas.add(*cells)
        self.canvas.merge(number, 1, _AMOUNT)
        return number

    def _by(
        self, title: str, column: str, key: Callable[[Payment], str], amount: Callable[[Payment], Fraction | None]
    ) -> None:
        self._heading(title)
        for name, total in total_by(self.payments, key).items():
            self._sum_row(name, total, partial(self._sum_where, column, name), indent=True)

    def _sum_where(self, column: str, name: str, letter: str) -> str:
        """The sum of the payments in a column where another column says ``name``."""
        asked = f"${column}${self.first}:${column}${self.last}"
        return f'SUMIF({asked},"{_pattern(name)}",{letter}${self.first}:{letter}${self.last})'

    def _sum_of_source(self, letter: str, _: str) -> str:
        """The sum of a source's own column, wherever it is shown."""
        return total_of(letter, self.first, self.last)

    def _by_source(self, spent: Fraction, whole: int) -> None:
        self._heading("按资金来源合计")
        named = Fraction(0)
        rows = []
        for position, name in enumerate(self.sources):
            letter = column_letter(len(COLUMNS) + position + 1)
            total = sum((p.sources.get(name, Fraction(0)) for p in self.payments), Fraction(0))
            named += total
            rows.append(self._sum_row(name, total, partial(self._sum_of_source, letter), indent=True))
        if named != spent:
            letter = column_letter(_AMOUNT + 1)
            rest = f"{letter}{whole}-{total_of(letter, rows[0], rows[-1])}"
            self._sum_row(UNNAMED, spent - named, lambda _: f"ROUND({rest},2)", indent=True)

    def _budget(self, budget: Fraction) -> None:
        """Fines do not make room in the budget: what is paid out counts."""
        canvas, letter = self.canvas, column_letter(_AMOUNT + 1)
        self._heading("预算")
        paid = sum((p.amount for p in self.payments if p.amount is not None and p.amount > 0), Fraction(0))
        area = f"{letter}{self.first}:{letter}{self.last}"
        given = self._sum_row("预算", budget, lambda _: "", indent=True)
        used = self._sum_row("应发（不减罚款）", paid, lambda _: f'SUMIF({area},">0")', indent=True)
        left = self._sum_row("结余", budget - paid, lambda _: f"ROUND({letter}{given}-{letter}{used},2)", indent=True)
        words = "在预算内" if paid <= budget else "超出预算"
        formula = f'IF({letter}{left}>=0,"在预算内","超出预算")'
        canvas.rows[left - 1][_AMOUNT + 1] = Out(words, Style.CENTER, formula=formula)


def _pattern(name: str) -> str:
    """A SUMIF criterion that means exactly this text: its wild cards are literal."""
    escaped = name.replace("~", "~~").replace("*", "~*").replace("?", "~?").replace('"', '""')
    return f"={escaped}"


REWARDS_SHEET = ResultSheet(
    name=NAME,
    says="每一笔奖惩，按单位、种类、资金来源合计",
    make=lambda scored: rewards_sheet(scored.assessment, scored.payments),
    by_unit=True,
)
