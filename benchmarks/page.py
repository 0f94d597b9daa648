"""docs/性能.md from what was measured: medians in the tables, ratios in the text."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from benchmarks.generate import CLAUSES, ITEMS

_NAMES = {
    "run": "kaohe run",
    "floor": "地板：calamine 裸读＋xlsxwriter 裸写（公式带值）",
    "floor-values": "更低的地板：同上，公式只写值",
    "openpyxl": "openpyxl 读→pandas→openpyxl 写",
    "imports": "只导入 pandas、openpyxl、xlsxwriter",
}
READ = 1000  # units whose returns are read alone
_READING = {
    "calamine": "calamine 裸读，单进程",
    "opened": "打开：单元格、格式、问题，两个受监视的进程",
    "understood": "读懂：打开，再认单位、认项目、认数，到整齐的数据表",
    "openpyxl": "openpyxl 读",
}
Found = Mapping[str, Any]


def page(found: Found) -> str:
    """The page, for the sizes that were measured."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Found) -> Iterator[str]:
    sizes = sorted(int(key) for key in found if key.isdigit())
    yield "# 性能"
    yield ""
    yield f"合成的考核：每单位一份收表，两张工作表，{ITEMS} 个数据项，{CLAUSES} 条计分规则，{ITEMS} 个指标。"
    yield "各候选程序用同样的文件，写同样的单元格；每次都是单独的进程，轮流运行，表里是中位数。"
    yield "机器忙闲不定，绝对秒数只供参考，请看比值。kaohe run 还写 Word 通报和成绩单，时间一并计入；别的候选程序不写。"
    yield ""
    machine = f"{platform.system()} {platform.machine()}，Python {platform.python_version()}"
    yield f"机器：{os.cpu_count()} 个处理器核心，{machine}。"
    yield ""
    yield "重做一遍（一两个小时；`--units 10,100` 只做一部分）："
    yield ""
    yield "```sh"
    yield "python -m benchmarks"
    yield "```"
    for units in sizes:
        yield from _size(units, found[str(units)])
    yield from _growth(sizes, found)
    if "reading" in found:
        yield from _reading(found["reading"])
    yield from _scoring(sizes, found)


def _size(units: int, measured: Found) -> Iterator[str]:
    runs = measured["runs"]
    yield ""
    yield f"## {units:,} 个单位"
    yield ""
    yield f"写出 {measured['cells']:,} 个单元格，{len(runs['run'])} 轮。"
    yield ""
    yield "| | 秒 | 处理器秒 | 最大进程 MB |"
    yield "|---|---:|---:|---:|"
    for name, label in _NAMES.items():
        if name in runs:
            seconds, cpu, peak = (_median(runs, name, key) for key in ("seconds", "cpu", "megabytes"))
            yield f"| {label} | {seconds:.2f} | {cpu:.2f} | {peak:.0f} |"
    yield ""
    lower = _ratio(runs, "run", "floor-values")
    yield f"- kaohe run 是地板的 {_ratio(runs, 'run', 'floor')} 倍，是更低的地板的 {lower} 倍。"
    yield f"- openpyxl 的做法不评分，时间是它的 {_ratio(runs, 'openpyxl', 'run')} 倍。"
    if "imports" in runs:
        yield f"- kaohe run 是导入三个库的 {_ratio(runs, 'run', 'imports')} 倍。"


def _growth(sizes: list[int], found: Found) -> Iterator[str]:
    pairs = [(a, b) for a, b in pairwise(sizes) if b >= 1000]
    if pairs:
        yield ""
        yield "## 随单位数增长"
        yield ""
    for small, large in pairs:
        times = _median(found[str(large)]["runs"], "run", "seconds") / _median(
            found[str(small)]["runs"], "run", "seconds"
        )
        yield f"- 从 {small:,} 到 {large:,} 个单位（{large // small} 倍）：用 {times:.1f} 倍时间。"


def _reading(runs: Found) -> Iterator[str]:
    yield ""
    yield f"## 只算读收表（{READ:,} 份）"
    yield ""
    yield "方案已经读好，程序库已经装入；读表进程的启动计入。"
    yield ""
    yield "| | 秒 | 处理器秒 | 最大进程 MB | 是裸读的几倍 |"
    yield "|---|---:|---:|---:|---:|"
    for name, label in _READING.items():
        seconds, cpu, peak = (_median(runs, name, key) for key in ("seconds", "cpu", "megabytes"))
        yield f"| {label} | {seconds:.2f} | {cpu:.2f} | {peak:.0f} | {_ratio(runs, name, 'calamine')} |"
    yield ""
    yield f"- 读懂一千份表，比 openpyxl 只是读快 {_ratio(runs, 'openpyxl', 'understood')} 倍。"


def _scoring(sizes: list[int], found: Found) -> Iterator[str]:
    yield ""
    yield "## 只算评分"
    yield ""
    yield f"不读不写，只算：核定、{CLAUSES} 条规则、指标、总分、排名、等次（`assess`），再加奖惩（`settle`）。"
    yield ""
    yield "| 单位数 | 评分 处理器秒 | 奖惩 处理器秒 | 每单位每条 微秒 |"
    yield "|---:|---:|---:|---:|"
    for units in sizes:
        seconds = statistics.median(found[str(units)]["assess"])
        paid = statistics.median(found[str(units)]["settle"])
        yield f"| {units:,} | {seconds:.3f} | {paid:.3f} | {seconds / units / CLAUSES * 1e6:.1f} |"
    if "dmn" in found:
        dmn = found["dmn"]
        each = dmn["seconds"] / dmn["units"] / dmn["clauses"]
        yield f"| pyDMNrules 1.4.5，{dmn['units']} 个单位 | {dmn['seconds']:.1f} | | {each * 1e6:.0f} |"
        yield ""
        yield (
            f"同样的 {CLAUSES} 条规则写成 DMN 决策表（每条一张），逐单位、逐条核对，结果相同（pyDMNrules 用二进制小数，"
            "容许 10⁻⁹ 的误差）。四舍五入、排名、等次、分配、核定和不适用，DMN 表写不出来，没有让它算；"
            "它导入和载入规则的时间也没有计入。"
        )
        yield ""
        for units in sizes:
            own = statistics.median(found[str(units)]["assess"]) / units / CLAUSES
            yield f"- {units:,} 个单位时，每单位每条比 pyDMNrules 快 {each / own:,.0f} 倍。"


def _median(runs: Found, name: str, key: str) -> float:
    return float(statistics.median(run[key] for run in runs[name]))


def _ratio(runs: Found, one: str, other: str) -> str:
    return f"{_median(runs, one, 'seconds') / _median(runs, other, 'seconds'):.2f}"
