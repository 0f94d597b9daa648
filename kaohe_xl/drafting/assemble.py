"""From what the document says to a draft of the whole scheme: rows by sheet, sums, questions, what was left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from kaohe_xl.base.cells import Cell
from kaohe_xl.base.contract_words import OFFICE
from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.place import NOWHERE
from kaohe_xl.base.sheet_names import GRADES, ITEMS, PERIODS, RUBRIC, SETTINGS
from kaohe_xl.drafting.beside_rubric import CONFIRM, DECIDE, NAME_OF, add_lines, add_row, add_units, settle_effects
from kaohe_xl.drafting.clauses import draft_cell
from kaohe_xl.drafting.document.document import Document, DraftIndicator, Passage
from kaohe_xl.drafting.document.numbering import assign_keys, check_sums
from kaohe_xl.drafting.document.veto_lists import read_on, vetoed
from kaohe_xl.drafting.document.weighted import periods_of
from kaohe_xl.drafting.draft import MEANS, SOURCE, SURE, Draft, LeftOut, Question, SchemeRow, Value
from kaohe_xl.drafting.drafted import Confidence, DraftItem, DraftRow
from kaohe_xl.drafting.items import ItemCollector, ItemOrigin, clean_name
from kaohe_xl.drafting.rows.from_judged import judged_part, scored_directly
from kaohe_xl.drafting.rows.illustrated import says
from kaohe_xl.expr.names import ExpressionNames
from kaohe_xl.expr.tree import Number, ValueType
from kaohe_xl.rules.base import Effect
from kaohe_xl.rules.declared import Context
from kaohe_xl.rules.read import read_rule
from kaohe_xl.rules.registry import BY_NAME

JUDGED = "评定"
_BY_CASE = ("每例得分", "超额得分", "累进得分")
_ADDED = re.compile(r"[加奖]\s*\d|加分|奖分")  # what comes on top of what there is already
_BY_JUDGES = ("直接评分", "酌情扣分", "酌情得分")
_SUMS, _MARKS = 1, 1  # ranks of questions


def assemble(document: Document, source: str, units: Sequence[SchemeRow] = ()) -> Draft:
    """The draft. ``units``: rows of 考核对象, if a list was given beside the document."""
    year = document.year or date.today().year
    return _Assembly(document, Draft(document.title or f"{year}年度工作考核", year, source)).run(units)


class _Assembly:
    def __init__(self, document: Document, draft: Draft) -> None:
        self.document, self.draft, self.items = document, draft, ItemCollector()
        self.rubric: list[dict[str, Value]] = []
        self.others: list[tuple[DraftRow, str, str]] = []  # rows of other sheets, the 编号 they came with, and where

    def run(self, units: Sequence[SchemeRow]) -> Draft:
        document, draft = self.document, self.draft
        self._periods()
        levels = assign_keys(document.entries)
        draft.sums = check_sums(document)
        drafted = [(entry, self._rows_of(entry)) for entry in document.entries]
        drafted += self._loose(len({entry.key.partition(".")[0] for entry in document.entries}))
        sections: set[str] = set()
        for entry, rows in drafted:
            self._parent_row(entry, sections, levels)
            self._write(entry, rows)
        for row, key, source in self.others:
            add_row(draft, self.items, row, key, source)
        draft.sheets[RUBRIC] = list(self.rubric)
        draft.sheets[ITEMS] = list(self.items.rows())
        settle_effects(draft)
        add_lines(draft, document.entries)
        add_units(draft, document, units)
        self._ask()
        return draft

    # -- the rubric ------------------------------------------------------------------------------------------------

    def _rows_of(self, entry: DraftIndicator) -> list[DraftRow]:
        """Rows of the rubric for an entry; what belongs into other sheets goes there."""
        if entry.grades:
            return [self._graded(entry)]
        found: list[DraftRow] = []
        silent: list[LeftOut] = []
        for piece in entry.pieces:
            for row in draft_cell(piece.text, entry.mark, subject=entry.title, year=self.draft.year):
                if row.sure is Confidence.NONE:
                    silent.append(LeftOut(row.source, piece.source, row.why or "不是计分条款"))
                elif entry.mark is None and _empties(row):
                    silent.append(LeftOut(row.source, piece.source, "没有标准分，不知道清零的是多少分"))
                elif row.columns.get("计分方式") == "":  # 加倍, alone in its cell
                    why = f"加倍的话前面没有可加倍的条款；把倍数 {row.columns['倍数']} 写到它管的那一行"
                    found.append(DraftRow(RUBRIC, {"计分方式": JUDGED}, (), Confidence.LOW, row.source, why))
                elif row.table in (RUBRIC, ""):
                    found.append(row)
                else:
                    self.others.append((row, entry.key, piece.source))
        if all(
            row.columns.get("计分方式") == JUDGED and "评分人" not in row.columns for row in found
        ):  # one judge's figure, not one per sentence
            text = "\n".join(piece.text for piece in entry.pieces) or entry.title
            why = found[0].why if found else "原文没有写怎么计分，由评分人评定"
            return [DraftRow(RUBRIC, {"计分方式": JUDGED}, (), Confidence.LOW, text, why)]
        self.draft.left_out += silent
        return [self._beside(row, entry) for row in found]

    def _beside(self, row: DraftRow, entry: DraftIndicator) -> DraftRow:
        """A clause that was not understood among others that were: what it takes or gives is the judge's figure."""
        if row.columns.get("计分方式") != JUDGED or "评分人" in row.columns:
            return row
        return judged_part(row, entry.mark, entry.title) or row

    def _graded(self, entry: DraftIndicator) -> DraftRow:
        """Marks under 优秀|良好|合格|不合格: the judge chooses the word, the row says its mark."""
        name = f"{clean_name(entry.title)[:16]}等级"
        tiers = "; ".join(f"{word}:{decimal_text(mark)}" for word, mark in entry.grades[:-1])
        last = decimal_text(entry.grades[-1][1])
        columns = {"计分方式": "分档得分", "数据项": name, "基准": f"{tiers}; 其它:{last}"}
        text = "；".join(f"{word}{decimal_text(mark)}分" for word, mark in entry.grades)
        item = DraftItem(name, "", ValueType.TEXT.value)
        return DraftRow(RUBRIC, columns, (item,), Confidence.HIGH, text, "等级由评分人选定")

    def _write(self, entry: DraftIndicator, rows: Sequence[DraftRow]) -> None:
        """The entry's rows, checked by the engine's own reader: what it cannot read becomes 评定."""
        prepared = [self._prepared(entry, row) for row in rows]
        start = self._start(prepared)
        for position, (cells, row) in enumerate(prepared):
            line: dict[str, Value] = {"编号": entry.key}
            if position == 0:
                line |= {"项目": entry.section, "考核内容": entry.title}
                line |= {"考核线": entry.line} if entry.line else {}
                line |= {"标准分": entry.mark} if entry.mark is not None else {}
                line |= {"备注": entry.note} if entry.note else {}
            sure, why = row.sure, row.why
            if start and position == 0:
                cells["起点"] = start
                why = "；".join(part for part in (why, f"既有得分又有扣分，按从{start}算起草拟") if part)
                sure = Confidence.MEDIUM if sure is Confidence.HIGH else sure
            if entry.mark is None:
                cells["计入"] = "总分"
                if sure is Confidence.HIGH and not entry.bonus:
                    sure, why = (
                        Confidence.MEDIUM,
                        "；".join(p for p in (why, "没有找到标准分，按直接加减总分草拟") if p),
                    )
            source = next((p.source for p in entry.pieces if row.source and row.source in p.text), entry.source)
            self.rubric.append(
                {
                    **line,
                    "评分标准": row.source,
                    **cells,
                    SURE: sure.value,
                    MEANS: self._means(entry, cells),
                    SOURCE: source,
                }
            )
            self._question(entry, sure, why, row.source, source)

    def _prepared(self, entry: DraftIndicator, row: DraftRow) -> tuple[dict[str, str], DraftRow]:
        kind = BY_NAME.get(row.columns.get("计分方式", ""))
        if kind is not None and kind.name == JUDGED and entry.mark is None:  # up to what, nobody has said
            return self._prepared(entry, judged_part(row, None, entry.title) or scored_directly(row, entry.title))
        if kind is None or kind.name == JUDGED:
            scorer = row.columns.get("评分人")
            return {"计分方式": JUDGED} | ({"评分人": scorer} if scorer else {}), row
        kept = self.items.copy()
        owner = entry.owner or (OFFICE if entry.grades or kind.name in _BY_JUDGES else "")
        cells = dict(kept.take(row, ItemOrigin(entry.key, entry.source, entry.title, owner)))
        used = " ".join(cells.values())  # of hundreds of names a row uses a few
        types = {name: ValueType(item.type) for name, item in kept.found.items() if name in used}
        mark = Number(entry.mark) if entry.mark is not None else None
        told = {header: Cell(text, NOWHERE) for header, text in {"标准分": "", **cells}.items() if text}
        rule, problems = read_rule(kind, told, Context(ExpressionNames(items=types), full_mark=mark))
        if rule is None:
            why = "草拟的列引擎读不了：" + "；".join(f"{each.header}{each.problem}" for each in problems)
            words = DraftRow(RUBRIC, {"计分方式": JUDGED}, (), Confidence.LOW, row.source, why)
            return self._prepared(entry, words)
        self.items = kept
        return cells, row

    def _start(self, prepared: Sequence[tuple[Mapping[str, str], DraftRow]]) -> str:
        """得15分 beside 扣5分 counts from nothing; 加1分 beside 扣5分 from the full mark."""
        within = [
            (BY_NAME[cells["计分方式"]].effect, cells["计分方式"] in _BY_CASE or bool(_ADDED.search(row.source)))
            for cells, row in prepared
            if cells.get("计入") != "总分" and cells["计分方式"] in BY_NAME
        ]
        effects = {effect for effect, _ in within}
        if any(cells.get("起点") for cells, _ in prepared) or not {Effect.GIVES, Effect.TAKES} <= effects:
            return ""
        return "满分" if all(added for effect, added in within if effect is Effect.GIVES) else "零"

    def _means(self, entry: DraftIndicator, cells: Mapping[str, str]) -> str:
        found = self.items.found
        mark = {"标准分": decimal_text(entry.mark)} if entry.mark is not None else {}
        types = {name: item.type for name, item in found.items()}
        return says({**cells, **mark}, types, {name: item.measure for name, item in found.items()})

    def _parent_row(self, entry: DraftIndicator, sections: set[str], levels: bool) -> None:
        head, dot, _ = entry.key.rpartition(".")
        if not levels or not dot or "." in head or head in sections or entry.bonus:
            return
        sections.add(head)
        parts = [each for each in self.document.entries if each.key.rpartition(".")[0] == head]
        marks = [each.mark for each in parts if each.mark is not None]
        if len(marks) == len(parts):
            name = entry.parent[-1] if entry.parent else entry.section
            line = {"考核线": entry.line} if entry.line else {}
            total = sum(marks, Fraction(0))
            row: SchemeRow = {
                "编号": head,
                "项目": name,
                "考核内容": name,
                "标准分": total,
                **line,
                SOURCE: entry.source,
            }
            self.rubric.append(dict(row))

    # -- beside the rubric -----------------------------------------------------------------------------------------

    def _loose(self, sections: int) -> list[tuple[DraftIndicator, list[DraftRow]]]:
        """Sentences outside the rubric: grades, vetoes, prizes; points understood beyond doubt act on the total."""
        found: list[tuple[DraftIndicator, list[DraftRow]]] = []
        for piece, effect in read_on(self.document.loose):
            scoring: dict[str, list[DraftRow]] = {}
            for row in [vetoed(piece, effect)] if effect else draft_cell(piece.text, None, year=self.draft.year):
                if row.table in NAME_OF and row.sure is not Confidence.NONE:
                    self.others.append((row, "", piece.source))
                elif row.table == RUBRIC and _on_total(row):
                    scoring.setdefault(row.source, []).append(row)
                else:
                    why = row.why or "没有看出是计分、否决、等次或奖惩"
                    self.draft.left_out.append(LeftOut(row.source, piece.source, why))
            for clause, rows in scoring.items():
                key, told = str(sections + len(found) + 1), [Passage(clause, piece.source)]
                found.append((DraftIndicator("加分扣分", clause[:20], None, told, piece.source, key=key), rows))
        self.draft.left_out += [LeftOut(piece.text, piece.source, why) for piece, why in self.document.skipped]
        return found

    def _periods(self) -> None:
        rest: list[Passage] = []
        for piece in self.document.loose:
            rows = [] if self.draft.sheets.get(PERIODS) else periods_of(piece)
            if rows:
                self.draft.sheets[PERIODS] = list(rows)
                told = f"期次和权重按这段话草拟，核对有没有没写进来的（“{piece.text[:60]}”）"
                self.draft.questions.append(Question(DECIDE, PERIODS, told, piece.source))
            else:
                rest.append(piece)
        self.document.loose = rest

    # -- what the clerk has to settle ------------------------------------------------------------------------------

    def _question(self, entry: DraftIndicator, sure: Confidence, why: str, text: str, source: str) -> None:
        if sure is Confidence.HIGH:
            return
        rank = DECIDE if sure is Confidence.LOW else CONFIRM
        default = "没有读懂，先由评分人直接评定；能定出数据和标准的，改成别的计分方式"
        shown = text.replace("\n", " ")
        told = f"{why or (default if sure is Confidence.LOW else '有的列是猜的，请核对')}（“{shown[:60]}”）"
        self.draft.questions.append(Question(rank, f"{RUBRIC} {entry.key}", told, source))

    def _ask(self) -> None:
        draft = self.draft
        for each in draft.sums:
            if not each.agrees:
                parts, stated = decimal_text(each.found), decimal_text(each.stated)
                text = f"{each.what}是 {parts}，文件写的是 {stated}，差 {decimal_text(abs(each.found - each.stated))}"
                draft.questions.append(Question(_SUMS, RUBRIC, text, each.source))
        if not any(entry.mark is not None for entry in self.document.entries) and self.document.entries:
            draft.questions.append(Question(_MARKS, RUBRIC, "文件里没有找到标准分，各条都按直接加减总分草拟"))
        if not draft.sheets.get(GRADES):
            unread = any(re.search("优秀|合格|等次", each.text) for each in draft.left_out)
            text = (
                "没有读出等次的分数线，看看没有写进方案的话"
                if unread
                else "文件里没有找到等次的分数线；不评等次的，不用管"
            )
            draft.questions.append(Question(4, GRADES, text))
        text = f"主办单位、落款日期还是样子，请填上；年度按 {draft.year} 草拟，核对"
        draft.questions.append(Question(DECIDE, SETTINGS, text))
        draft.questions.sort(key=lambda question: question.rank)


def _on_total(row: DraftRow) -> bool:
    """May a clause outside the rubric add to the total? One that empties an indicator does not say which."""
    return row.columns.get("计分方式") in BY_NAME and row.sure is not Confidence.LOW and not _empties(row)


def _empties(row: DraftRow) -> bool:
    kind = BY_NAME.get(row.columns.get("计分方式", ""))
    return kind is not None and kind.effect is Effect.ZEROES
