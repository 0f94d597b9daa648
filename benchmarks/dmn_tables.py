"""The clauses of the benchmark as DMN decision tables, for pyDMNrules: one table a clause, its points as the output.

All 80 can be said so: a test of the item in each rule, and the points as a number or an expression. What pyDMNrules
cannot say of an assessment, and is therefore not asked: half-up rounding of an indicator, ranks and grades, shares of a
sum, 核定 and 不适用.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import xlsxwriter

from benchmarks.generate import ITEMS, clauses

Rules = list[tuple[str, str]]  # test of the item, points


def tables() -> Iterator[tuple[str, str, Rules]]:
    """Output, input and rules of the table of each clause."""
    for number, row in enumerate(clauses(), 1):
        kind, item, base, each, points, cap = row[5:11]
        variable = f"x{''.join(filter(str.isdigit, str(item)))}"
        yield f"r{number}", variable, _rules(str(kind), f"Data.{variable}", str(base), each, points, cap)


def _rules(kind: str, x: str, base: str, each: object, points: object, cap: object) -> Rules:
    target = base.removeprefix(">=").removesuffix("%")
    if kind == "差额扣分":
        return [(f">={target}", "0"), (f"<{target}", f"({target} - {x}) / {each} * {points}")]
    if kind == "不达标扣分":
        return [(f">={target}", "0"), (f"<{target}", str(points))]
    if kind == "每例扣分":
        full = Fraction(str(cap)) / Fraction(str(points))
        return [(f"<={full}", f"{x} * {points}"), (f">{full}", str(cap))]
    return [(f'"{base}"', str(points)), (f'not("{base}")', "0")]


def write_dmn(path: Path) -> None:
    """Double lines tell pyDMNrules where inputs end and where rules begin."""
    with xlsxwriter.Workbook(path) as book:
        plain, end = book.add_format({"border": 1}), book.add_format({"border": 1, "right": 6})
        head = book.add_format({"border": 1, "bottom": 6})
        head_end = book.add_format({"border": 1, "bottom": 6, "right": 6})
        sheet = book.add_worksheet("Rules")
        row = 0
        for output, variable, rules in tables():
            sheet.write(row, 0, f"t{output}")
            for column, (text, look) in enumerate((("U", head), (variable, head_end), (output, head))):
                sheet.write(row + 1, column, text, look)
            for number, (test, points) in enumerate(rules, 1):
                sheet.write(row + 1 + number, 0, number, plain)
                sheet.write_string(row + 1 + number, 1, test, end)
                sheet.write_string(row + 1 + number, 2, points, plain)
            row += 3 + len(rules)
        outputs = [output for output, _, _ in tables()]
        names = [*(f"x{number}" for number in range(1, ITEMS + 1)), *outputs]
        glossary = book.add_worksheet("Glossary")
        glossary.write(0, 0, "Glossary")
        glossary.write_row(1, 0, ["Variable", "Business Concept", "Attribute"], plain)
        for number, name in enumerate(names, 2):
            glossary.write(number, 0, name, plain)
            glossary.write(number, 2, name, plain)
        glossary.merge_range(2, 1, 1 + len(names), 1, "Data", plain)
        decision = book.add_worksheet("Decision")
        decision.write(0, 0, "Decision")
        decision.write_row(1, 0, ["Decisions", "Execute Decision Tables"], plain)
        for number, output in enumerate(outputs, 2):
            decision.write_row(number, 0, [output, f"t{output}"], plain)
