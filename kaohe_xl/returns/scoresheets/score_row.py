"""One row of a 评分表 about one unit: its cells, and what they come to together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.grid import Grid
from kaohe_xl.base.text import fold, one_line
from kaohe_xl.base.tidy import State
from kaohe_xl.messages import finding
from kaohe_xl.returns.names.clauses import RowWords
from kaohe_xl.returns.names.name_lookup import NameLookup
from kaohe_xl.returns.scoresheets.scoresheet import STAGES, ScoreColumn, ScoreColumns, ScoreTable
from kaohe_xl.returns.scoresheets.typed_scores import TypedScore, is_deduction, read_deduction, read_score
from kaohe_xl.returns.values.range import in_range, limit_of, show
from kaohe_xl.returns.values.understood import Reading
from kaohe_xl.scheme import model as m

_LONGEST_REASON = 500
_UNASKED = ("自动计算", "—")  # what our own form says where nobody fills in


@dataclass(frozen=True)
class ScoreRowCells:
    """The cells of a row about one unit."""

    grid: Grid
    row: int
    about: ScoreColumns

    def all(self, part: ScoreColumn) -> Iterator[Cell]:
        for column in self.about.parts.get(part, ()):
            yield self.grid.cell(self.row, column)

    def first(self, part: ScoreColumn) -> Cell | None:
        """The filled cell under a heading, else the first one; None where the table has no such column."""
        cells = list(self.all(part))
        return next((cell for cell in cells if not cell.blank), cells[0] if cells else None)

    def unasked(self, *, computed: bool) -> bool:
        """A line of our own form that says itself that nobody fills it in; one dash alone is a judge's own."""
        filled = [cell for cell in self.given() if not cell.blank]
        return len(filled) > (0 if computed else 1) and all(fold(cell.text) in _UNASKED for cell in filled)

    def given(self, but: Iterable[ScoreColumn] = ()) -> Iterator[Cell]:
        for part in (*STAGES, ScoreColumn.DEDUCTION):
            if part not in but:
                yield from self.all(part)

    def spread_over(self, table: ScoreTable, known: NameLookup, words: Callable[[int], RowWords]) -> Cell | None:
        """A figure in a merged block that covers rows of other clauses, too: nobody can tell how it is shared."""
        for part in (*STAGES[1:], ScoreColumn.DEDUCTION):
            for column in self.about.parts.get(part, ()):
                top, left = self.grid.head_of(self.row, column)
                head = self.grid.cell(top, left)
                if head.blank or (head.place == self.grid.place(self.row, column) and not self._grows(top, left)):
                    continue
                rows = [
                    r for r in range(table.row + 1, table.last_row + 1) if self.grid.head_of(r, column) == (top, left)
                ]
                items = (known.clauses.match(words(r)).item for r in rows)
                if len({item.name for item in items if item is not None}) > 1:
                    return head
        return None

    def _grows(self, row: int, column: int) -> bool:
        return self.grid.head_of(row + 1, column) == (row, column)


@dataclass
class GivenScore:
    """What stands in a row, put together: stages, 扣分 against 得分, limits, reasons."""

    item: m.DataItem
    indicator: m.Indicator
    cells: ScoreRowCells
    full_mark_cell: Cell | None
    findings: list[Finding] = field(default_factory=list)

    @property
    def takes(self) -> bool:
        return self.item.name.startswith("评定扣分")

    @property
    def full(self) -> Fraction | None:
        """标准分 that a deduction is taken from, or 上限 where that is less."""
        full, high = self.indicator.full_mark, self.item.high
        return full if full is None or high is None or self.takes else min(full, high)

    @property
    def cell(self) -> Cell:
        filled = [
            c
            for part in (ScoreColumn.FINAL, ScoreColumn.REVIEWED, ScoreColumn.SCORE, ScoreColumn.DEDUCTION)
            for c in self.cells.all(part)
        ]
        found = next((cell for cell in filled if not cell.blank), None)
        if found is not None:
            return found
        any_cell = filled or list(self.cells.all(ScoreColumn.SITUATION)) or list(self.cells.given())
        return any_cell[0]

    def reading(self) -> Reading:
        scores, deduction = ([] if self.takes and self._locked else self._scores()), self._deduction()
        typed = scores[-1][1] if scores else None
        raw = "；".join(m.raw for m in (typed, deduction) if m is not None and m.raw)
        if not scores and deduction is None:
            return self._nothing()
        value = self._agreed(typed, deduction, raw)
        value = self._within(value, raw)
        self._compare_full_mark(raw)
        if value is None or any(each.severity.name == "ERROR" for each in self.findings):
            return Reading(self.item, raw, None, State.INVALID, tuple(self.findings))
        self._ask_for_reason(value)
        return Reading(self.item, raw, value, State.REPORTED, tuple(self.findings), reason=self._reason(scores))

    @property
    def _locked(self) -> bool:
        """得分 of a deduction is not asked for in our own form."""
        return all(fold(cell.text) in ("", *_UNASKED) for part in STAGES[1:] for cell in self.cells.all(part))

    def _scores(self) -> list[tuple[ScoreColumn, TypedScore]]:
        """What each stage beyond 自评 gave, in order; two columns of one stage must agree."""
        found: list[tuple[ScoreColumn, TypedScore]] = []
        for part in STAGES[1:]:
            all_typed = [
                read_score(cell, self.item, self.full)
                for cell in self.cells.all(part)
                if not cell.blank or cell.problem
            ]
            all_typed = [typed for typed in all_typed if not typed.blank]
            if len({typed.value for typed in all_typed}) > 1:
                listed = "、".join(typed.raw for typed in all_typed)
                self.findings.append(finding("F722", self.cell.place, item=self.item.name, listed=listed))
            if all_typed:
                found.append((part, all_typed[0]))
        if found:
            self.findings.extend(found[-1][1].findings)
        return found

    def _deduction(self) -> TypedScore | None:
        cells = [c for c in self.cells.all(ScoreColumn.DEDUCTION) if not c.blank or c.problem]
        if not cells:
            cells = [c for c in self.cells.all(ScoreColumn.SITUATION) if not c.blank and is_deduction(c.text)]
        if not cells:
            return None
        typed = read_deduction(cells[0], self.item, self.full)
        self.findings.extend(typed.findings)
        return None if typed.blank else typed

    def _agreed(self, score: TypedScore | None, deduction: TypedScore | None, raw: str) -> Fraction | None:
        """The figure that both come to. An unusable one of the two makes the row unusable."""
        if any(typed is not None and typed.value is None for typed in (score, deduction)):
            return None
        if self.takes:
            if deduction is None:
                self.findings.append(
                    finding("F724", self.cell.place, item=self.item.name, raw=raw, key=self.indicator.key)
                )
                return None
            return deduction.value
        if deduction is None or deduction.value is None:
            return score.value if score is not None else None
        if self.full is None:
            return score.value if score is not None else None
        left = self.full - deduction.value
        if score is not None and score.value != left:
            details = {"item": self.item.name, "full": decimal_text(self.full), "taken": decimal_text(deduction.value)}
            given = decimal_text(score.value) if score.value is not None else ""
            self.findings.append(finding("F714", self.cell.place, **details, left=decimal_text(left), given=given))
            return None
        return left

    def _within(self, value: Fraction | None, raw: str) -> Fraction | None:
        if value is None or in_range(value, self.item):
            return value
        details = {**limit_of(value, self.item), "item": self.item.name, "raw": raw}
        told = finding("F105", self.cell.place, **details, understood=show(value, self.item))
        self.findings.append(told)
        return None

    def _compare_full_mark(self, raw: str) -> None:
        """A table with another 标准分 than the scheme's was made from another version of it."""
        cell, full = self.full_mark_cell, self.indicator.full_mark
        if cell is None or cell.blank or full is None:
            return
        stated = read_score(cell, self.item, None)
        if stated.value is not None and stated.value != full and not stated.findings:
            details = {"item": self.item.name, "stated": decimal_text(stated.value), "full": decimal_text(full)}
            self.findings.append(finding("F718", cell.place, **details, raw=raw))

    def _ask_for_reason(self, value: Fraction) -> None:
        taken = value if self.takes else (self.full - value if self.full is not None else Fraction(0))
        asked = any(part in self.cells.about.parts for part in (ScoreColumn.REASON, ScoreColumn.SITUATION))
        if taken > 0 and asked and not self._words(ScoreColumn.REASON, ScoreColumn.SITUATION):
            shown = decimal_text(taken)
            self.findings.append(finding("F715", self.cell.place, item=self.item.name, taken=shown))

    def _nothing(self) -> Reading:
        """Nothing usable was given: words without a figure, or only what the unit gave itself."""
        told = self._words(ScoreColumn.REASON, ScoreColumn.SITUATION)
        self_given = self.cells.first(ScoreColumn.SELF)
        if told:
            self.findings.append(finding("F716", self.cell.place, item=self.item.name, reason=told[:60]))
        elif (
            self_given is not None
            and not self_given.blank
            and len(self.cells.about.parts.keys() & {*STAGES[1:], ScoreColumn.DEDUCTION})
        ):
            self.findings.append(finding("F723", self.cell.place, item=self.item.name, raw=self_given.text))
        return Reading(self.item, "", None, State.BLANK, tuple(self.findings))

    # -- why ----------------------------------------------------------------------------------------------------------

    def _words(self, *parts: ScoreColumn) -> str:
        texts = (one_line(cell.text) for part in parts for cell in self.cells.all(part) if not cell.blank)
        return "；".join(dict.fromkeys(text for text in texts if text and not is_deduction(text)))[:_LONGEST_REASON]

    def _reason(self, scores: Sequence[tuple[ScoreColumn, TypedScore]]) -> str:
        """扣分原因, 佐证 and what the earlier stages gave, as one text."""
        evidence, remark = self._words(ScoreColumn.EVIDENCE), self._words(ScoreColumn.REMARK)
        self_given = self.cells.first(ScoreColumn.SELF)
        stages = [("自评", self_given.text)] if self_given is not None and not self_given.blank else []
        stages += [(_STAGE_WORDS[part], typed.raw) for part, typed in scores[:-1]]
        told = "，".join(f"{name}{value}" for name, value in stages)
        parts = (
            self._words(ScoreColumn.REASON, ScoreColumn.SITUATION),
            f"佐证：{evidence}" if evidence else "",
            remark,
            told,
        )
        return "；".join(part for part in parts if part)


_STAGE_WORDS = {ScoreColumn.SCORE: "初评", ScoreColumn.REVIEWED: "复核", ScoreColumn.FINAL: "终审"}
