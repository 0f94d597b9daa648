"""评分细则: rows → indicators with clauses. First the blocks (编号, merged cells, headings), then the rules in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from kaohe_xl.expr import tree as t
from kaohe_xl.expr.parse import Names
from kaohe_xl.grid import Book, Cell, Grid, Row, Table, find_table
from kaohe_xl.place import Place
from kaohe_xl.rules.base import Effect, Rule
from kaohe_xl.rules.fields import Context, FieldError, Targets, condition_of, plain_number, specs
from kaohe_xl.rules.read import read_rule
from kaohe_xl.rules.registry import BY_NAME
from kaohe_xl.scheme import model as m
from kaohe_xl.scheme import numbering, tables
from kaohe_xl.scheme.cells import Reader, first_of
from kaohe_xl.text import did_you_mean, fold, narrow, split_list


@dataclass
class Block:
    """The rows of one 编号."""

    key: str
    line: str
    section: str
    title: str
    number: Cell
    full_mark: Cell
    sheet: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Surroundings:
    """What the rubric may refer to."""

    names: Names
    groups: tuple[str, ...]
    lines: tuple[m.Line, ...]
    calendar: m.Calendar


def rubric_grids(book: Book) -> list[Grid]:
    return book.starting_with(tables.RUBRIC.sheet)


def read_blocks(book: Book, reader: Reader) -> list[Block]:
    """All blocks of all rubric sheets, in order; a 编号 that comes back after another is a duplicate."""
    grids = rubric_grids(book)
    if not grids and book.find(tables.REWARDS.sheet) is None:  # a scheme that only pays needs no rubric
        hint = did_you_mean(tables.RUBRIC.sheet, [grid.name for grid in book.grids])
        place = Place(book.file)
        reader.report("S101", place, sheet=tables.RUBRIC.sheet, columns="、".join(tables.RUBRIC.columns[:9]), hint=hint)
    blocks: list[Block] = []
    seen: dict[str, Place] = {}
    for grid in grids:
        spec = tables.RUBRIC
        candidate = find_table(grid, spec.columns, spec.needed, spec.folded_aliases)
        table = reader.checked(candidate, spec, grid.name, Place(book.file, grid.name))
        found_here = _sheet_blocks(table) if table else []
        blocks.extend(block for block in found_here if reader.unique(seen, block.key, block.number, "编号"))
    return blocks


def _sheet_blocks(table: Table) -> list[Block]:
    blocks: list[Block] = []
    carried = {"项目": "", "考核线": ""}
    for row in table:
        number = _continued(table, row, "编号")
        starts = not number.blank and number.place.cell == row["编号"].place.cell
        for column in carried:
            cell = _continued(table, row, column)
            if not cell.blank:
                carried[column] = cell.text
        if starts:
            title = _continued(table, row, "考核内容").text
            mark = _continued(table, row, "标准分")
            blocks.append(Block(number.text, carried["考核线"], carried["项目"], title, number, mark, table.grid.name))
        if blocks:
            blocks[-1].rows.append(row)
    for block, key in zip(blocks, numbering.resolve([block.key for block in blocks]), strict=True):
        block.key = key
    return blocks


def _continued(table: Table, row: Row, column: str) -> Cell:
    """The cell, or the head of the vertically merged block that covers it."""
    position = table.columns.get(column)
    return table.grid.merged_from(row.number, position) if position else row[column]


def indicator_names(blocks: Sequence[Block]) -> dict[str, str]:
    """Folded key → key, for 得分[编号]."""
    return {fold(block.key): block.key for block in blocks}


def build_indicators(blocks: Sequence[Block], around: Surroundings, reader: Reader) -> dict[str, m.Indicator]:
    """Blocks → indicators, with parents and children linked."""
    keys = [block.key for block in blocks]
    parents = {key: numbering.parent_of(key, keys) for key in keys}
    children: dict[str, list[str]] = {}
    for key, parent in parents.items():
        if parent:
            children.setdefault(parent, []).append(key)
    indicators = {}
    for block in blocks:
        indicator = _indicator(block, tuple(children.get(block.key, ())), around, reader)
        indicators[block.key] = replace(indicator, parent=parents[block.key])
    return indicators


def _indicator(block: Block, children: tuple[str, ...], around: Surroundings, reader: Reader) -> m.Indicator:
    full_mark = _full_mark(block, reader)
    clauses = []
    rule_rows = [row for row in block.rows if not row["计分方式"].blank]
    for position, row in enumerate(rule_rows, start=1):
        key = block.key if len(rule_rows) == 1 else f"{block.key}#{position}"
        clause = _clause(key, block, row, full_mark, around, reader)
        if clause is not None:
            clauses.append(clause)
    if not rule_rows and not children:
        reader.report("S301", block.number.place, key=block.key)
    for row in block.rows if rule_rows else ():
        if row["计分方式"].blank and not row["评分标准"].blank:
            reader.report("S302", row["评分标准"].place, key=block.key, text=row.text("评分标准"))
    own_floor = any("下限" in {s.header for s in specs(type(c.rule)).values()} for c in clauses)
    return m.Indicator(
        key=block.key,
        line=_line(block, around, reader),
        section=block.section,
        title=block.title,
        full_mark=full_mark.value if full_mark else None,
        full_mark_place=block.full_mark.place,
        floor=t.ZERO if own_floor else _floor(block, reader),
        from_full=_start(block, clauses, reader),
        clauses=tuple(clauses),
        children=children,
        sheet=block.sheet,
        place=block.number.place,
    )


def _full_mark(block: Block, reader: Reader) -> t.Number | None:
    if block.full_mark.blank:
        return None
    try:
        return plain_number(block.full_mark.text, block.full_mark)
    except FieldError as error:
        reader.bad(block.full_mark, "标准分", error.problem, error.remedy)
        return None


def _line(block: Block, around: Surroundings, reader: Reader) -> str:
    named = {line.name: line for line in around.lines}
    if not block.line:
        if len(named) > 1 and not all(row.text("计入") == "总分" for row in block.rows if not row["计分方式"].blank):
            reader.report("S303", block.number.place, key=block.key, lines="、".join(named))
        return next(iter(named))
    line = first_of(named, block.line)
    if line is None:
        cell = block.rows[0]["考核线"]
        hint = did_you_mean(block.line, named) or "先在考核线工作表登记"
        reader.bad(cell, "考核线", f"没有考核线“{block.line}”", hint)
        return next(iter(named))
    return line.name


def _floor(block: Block, reader: Reader) -> t.Node | None:
    """下限 of the indicator: the first that is filled in its rows; 不限 lets it go below zero."""
    for row in block.rows:
        cell = row["下限"]
        if cell.blank:
            continue
        if cell.text in ("不限", "无", "不封底"):
            return None
        try:
            return plain_number(cell.text, cell)
        except FieldError as error:
            reader.bad(cell, "下限", error.problem, "填一个数，或 不限")
    return t.ZERO


def _start(block: Block, clauses: Sequence[m.Clause], reader: Reader) -> bool:
    """Does the indicator start from full marks? Said by 起点, else by what its clauses do."""
    for row in block.rows:
        word = row.text("起点")
        if word in ("满分", "标准分"):
            return True
        if word in ("零", "0", "零分"):
            return False
        if word:
            reader.bad(row["起点"], "起点", "只能是 满分 或 零", "填 满分 或 零")
    own = {clause.effect for clause in clauses if not clause.on_total}
    if Effect.GIVES in own and Effect.TAKES in own:
        reader.report("S304", block.number.place, key=block.key)
    return bool(own) and Effect.GIVES not in own and not block.full_mark.blank


# -- one clause --------------------------------------------------------------------------------------------------------


def _clause(
    key: str, block: Block, row: Row, full_mark: t.Number | None, around: Surroundings, reader: Reader
) -> m.Clause | None:
    kind = first_of(BY_NAME, row.text("计分方式"))
    if kind is None:
        near = did_you_mean(row.text("计分方式"), BY_NAME)
        reader.bad(row["计分方式"], "计分方式", "没有这种计分方式", near or "见《计分方式》一页，或用下拉框选择")
        return None
    groups = reader.known(row, "适用分组", around.groups, "分组")
    context = Context(names=around.names, groups=around.groups, full_mark=full_mark, clause_groups=groups)
    rule = _rule(kind, row, context, reader)
    on_total = _on_total(row, block, full_mark, reader)
    cap = reader.parsed(row, "上限", lambda cell: plain_number(cell.text, cell)) if kind.caps_points else None
    factor = reader.parsed(row, "倍数", lambda cell: _factor(cell, context))
    periods = _periods(row, around.calendar, reader)
    if rule is None:
        return None
    return m.Clause(
        key=key,
        indicator=block.key,
        text=_continued_text(row),
        rule=rule,
        cap=cap,
        factor=factor,
        exclusive=row.text("互斥"),
        on_total=on_total,
        groups=groups or _target_groups(rule),
        periods=periods,
        note=row.text("备注"),
        place=row["计分方式"].place,
    )


def _target_groups(rule: Rule) -> tuple[str, ...]:
    """Groups named by a 基准 that has no figure for the others: the clause does not exist for those."""
    for attribute in specs(type(rule)):
        value = getattr(rule, attribute)
        if isinstance(value, Targets) and value.cases and value.otherwise is None:
            return tuple(group for group, _ in value.cases)
    return ()


def _continued_text(row: Row) -> str:
    position = row.columns.get("评分标准")
    return row.grid.merged_from(row.number, position).text if position else ""


def _rule(kind: type[Rule], row: Row, context: Context, reader: Reader) -> Rule | None:
    headers = [spec.header for spec in specs(kind).values()]
    rule, problems = read_rule(kind, {header: row[header] for header in headers}, context)
    for problem in problems:
        place = row[problem.header].place
        reader.report(
            "S201", place, kind=kind.name, column=problem.header, problem=problem.problem, remedy=problem.remedy
        )
    unused = {"基准", "每", "取整"} - set(headers)
    for header in sorted(unused):
        if not row[header].blank:
            reader.report("S202", row[header].place, kind=kind.name, column=header, value=row.text(header))
    return rule


def _on_total(row: Row, block: Block, full_mark: t.Number | None, reader: Reader) -> bool:
    word = row.text("计入")
    if word not in ("", "总分", "本项"):
        reader.bad(row["计入"], "计入", "只能是 总分 或空", "加减在总分上的填 总分，其余留空")
    if word != "总分" and full_mark is None:
        reader.report("S305", block.full_mark.place, key=block.key)
    return word == "总分"


def _factor(cell: Cell, context: Context) -> tuple[t.Node, Fraction]:
    """倍数: 未如实上报=是:2."""
    head, colon, times = narrow(cell.text).rpartition(":")
    if not colon:
        raise FieldError(f"“{cell.text}”不是倍数", "写成 条件:倍数，例如 未如实上报=是:2")
    return condition_of(head, context), plain_number(times).value


def _periods(row: Row, calendar: m.Calendar, reader: Reader) -> tuple[str, ...]:
    cell = row["适用期次"]
    if cell.blank:
        return tuple(leaf.name for leaf in calendar.leaves)
    found: list[str] = []
    for token in split_list(cell.text):
        named = calendar.named_by(token)
        if not named:
            names = [period.name for period in calendar.periods]
            reader.bad(cell, "适用期次", f"没有期次“{token}”", did_you_mean(token, names) or "填期次名，或 月 季 年")
        found.extend(period.name for period in named)
    return tuple(dict.fromkeys(found))


def used_names(indicators: Mapping[str, m.Indicator]) -> set[str]:
    """Data items that any clause uses."""
    return {
        node.name
        for indicator in indicators.values()
        for clause in indicator.clauses
        for node in clause.nodes
        if isinstance(node, t.Item)
    }


def clause_nodes(clause: m.Clause) -> tuple[t.Node, ...]:
    return clause.nodes
