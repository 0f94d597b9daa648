"""docs/计分方式.md from the registry: ``python -m kaohe_xl.rules.doc > docs/计分方式.md``; a test compares them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from kaohe_xl.rules.base import ANY, Effect, Example, Rule
from kaohe_xl.rules.declared import REQUIRED, specs
from kaohe_xl.rules.illustrate import work_out
from kaohe_xl.rules.registry import KINDS

_ORDER = ("数据项", "基准", "每", "取整", "分值", "下限", "上限")
_EFFECTS = {Effect.GIVES: "得分", Effect.TAKES: "扣分", Effect.ZEROES: "清零"}

_INTRO = """\
# 计分方式

本页由程序按登记的计分方式生成，页里的每个例子都是一条自动检验：程序改了，例子算得不一样，检验就不通过。

评分细则的一行就是一条计分规则，“计分方式”一列填下面的名称之一。各方式都通用的规定：

- 数都按分数精确计算，中间不四舍五入；每项得分算完后，四舍五入到小数位（例子里都是两位）。
- 百分比数据项的基准要带 %（`>=95%`）；“每”填 1 表示 1 个百分点。
- 基准可以按分组写：`驻地镇:>=80%; 其它:>=50%`；也可以是另一个数据项、属性或式子：`>=任务数`、`>=上期[产值]×1.05`。
- 取整管的是有几个“每”：按比例（不填）= 2.7 个就算 2.7 个，进一 = 算 3 个，舍去 = 算 2 个。
- 上限（没有另外说明的）是这一行最多得或扣几分。分值写正数，扣分也不带负号。
- 数据项没有值的，这一行就是缺数据，不会当成满分，也不会当成 0。
- 扣分的各行从标准分起扣，得分的各行从 0 起加；两样都有的，在“起点”写明 满分 或 零。
"""


def page() -> str:
    """The whole page as Markdown."""
    rows = [(f"[{kind.name}](#{kind.name})", _EFFECTS[kind.effect], kind.summary) for kind in KINDS]
    parts = [_INTRO, _table(("计分方式", "得或扣", "怎么算"), rows)]
    parts += [_section(kind) for kind in KINDS]
    return "\n".join(parts)


def _section(kind: type[Rule]) -> str:
    columns = [_column(kind, header) for header in _ORDER if header in _headers(kind)]
    examples = [_example(kind, example) for example in kind.examples]
    return "\n".join(
        (
            f"## {kind.name}\n",
            f"{kind.summary}。\n",
            _table(("列", "要不要填", "填什么"), columns),
            _table(("评分细则里写", "填报的数", f"{_EFFECTS[kind.effect]}", "理由", "说明"), examples),
        )
    )


def _headers(kind: type[Rule]) -> set[str]:
    headers = {spec.header for spec in specs(kind).values()}
    return headers | {"上限"} if kind.caps_points and kind.effect is not Effect.ZEROES else headers


def _column(kind: type[Rule], header: str) -> Sequence[str]:
    spec = next((spec for spec in specs(kind).values() if spec.header == header), None)
    if spec is None:
        return header, "可以不填", f"这一行最多{_EFFECTS[kind.effect][0]}几分"
    if header == "数据项":
        types = "任何类型" if kind.accepts == ANY else f"类型为{'、'.join(each.value for each in kind.accepts)}"
        number = "一个或几个" if kind.several else "一个"
        return header, "要填" if kind.needs_item else "看情况", f"{number}数据项，{types}"
    return header, "要填" if spec.default is REQUIRED else "可以不填", spec.help


def _example(kind: type[Rule], example: Example) -> Sequence[str]:
    outcome = work_out(kind, example)
    cells = "；".join(f"{header} `{text}`" for header, text in example.cells.items() if text)
    if isinstance(example.x, dict):
        shown = "，".join(f"{name} {text}" for name, text in example.x.items())
    else:
        shown = example.x or "（留空）"
    if example.others:
        shown = f"{shown}（其它单位 {'、'.join(example.others)}）"
    if example.group:
        shown = f"{shown}（{example.group}）"
    return cells, shown, outcome.points, outcome.why, example.note


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(page())
