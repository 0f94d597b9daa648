"""Templates may come from anybody: what they may do, and how each way out is stopped and named."""

from __future__ import annotations

import sys
import time
from decimal import Decimal
from typing import Any

import pytest

from kaohe_xl.base.finding import Finding
from kaohe_xl.templating.job import Task
from kaohe_xl.templating.render import render_all

DATA: dict[str, Any] = {
    "单位": {"名称": "东风镇", "总分": Decimal("93.32")},
    "排名": [{"名次": 1, "单位": "东风镇"}, {"名次": 2, "单位": "朝阳镇"}],
    "金额": Decimal("1234.5"),
}


def fill(*sources: str, seconds: float = 5) -> tuple[list[str | None], list[Finding]]:
    named = {f"模板{number}.j2": source for number, source in enumerate(sources, 1)}
    return render_all(named, DATA, [Task(name) for name in named], seconds)


def one(source: str, seconds: float = 5) -> str:
    texts, findings = fill(source, seconds=seconds)
    assert findings == []
    assert texts[0] is not None
    return texts[0]


def stopped(source: str, seconds: float = 5) -> Finding:
    texts, findings = fill(source, seconds=seconds)
    assert texts == [None]
    (found,) = findings
    return found


# -- what they may do ------------------------------------------------------------------------------------------------


def test_a_template_fills_in_chinese_names_loops_and_conditions() -> None:
    source = "{% for 行 in 排名 %}\n第{{ 行.名次 }}名{{ 行.单位 }}{{ '。' if loop.last else '，' }}\n{% endfor %}\n"
    assert one(source) == "第1名东风镇，\n第2名朝阳镇。\n"


def test_amounts_figures_days_and_numbers_have_chinese_filters() -> None:
    source = "{{ 金额|大写 }} {{ 金额|金额 }} {{ 单位.总分|数 }} {{ '2022-12-30'|日期 }} {{ 12|序号 }}"
    assert one(source) == "壹仟贰佰叁拾肆元伍角 1,234.50 93.32 2022年12月30日 十二"


CAPITALS = {
    "0": "零元整",
    "0.05": "伍分",
    "10": "壹拾元整",
    "1005.05": "壹仟零伍元零伍分",
    "20010": "贰万零壹拾元整",
    "100005.5": "壹拾万零伍元伍角",
    "1200000": "壹佰贰拾万元整",
    "103407.01": "壹拾万叁仟肆佰零柒元零壹分",
    "-500": "负伍佰元整",
}


def test_amounts_in_capitals() -> None:
    texts, _ = fill(*(f"{{{{ '{amount}'|大写 }}}}" for amount in CAPITALS))
    assert texts == list(CAPITALS.values())


def test_one_template_may_use_another_of_its_folder() -> None:
    texts, findings = fill("开头{% include '模板2.j2' %}", "{{ 单位.名称 }}")
    assert (texts, findings) == (["开头东风镇", "东风镇"], [])


# -- mistakes --------------------------------------------------------------------------------------------------------


def test_an_unknown_variable_is_named_with_file_line_and_the_nearest_name() -> None:
    found = stopped("第一行\n第二行\n{{ 单位.总份 }}\n")
    assert found.code == "R402"
    assert (found.place.file, found.place.cell) == ("模板1.j2", "第3行")
    assert "总份" in found.text
    assert "总分" in found.remedy


def test_an_unknown_variable_in_an_included_template_is_named_there() -> None:
    _, findings = fill("{% include '模板2.j2' %}", "\n{{ 没有 }}")
    assert {(f.code, f.place.file, f.place.cell) for f in findings} == {("R402", "模板2.j2", "第2行")}


def test_a_slip_in_the_writing_is_named_with_its_line() -> None:
    found = stopped("好\n{% if 单位 %}\n没有结束")
    assert (found.code, found.place.file) == ("R401", "模板1.j2")
    assert "第" in found.place.cell


def test_what_cannot_be_computed_is_named_with_its_line() -> None:
    found = stopped("\n{{ 1 // 0 }}")
    assert (found.code, found.place.cell) == ("R406", "第2行")


def test_one_bad_template_does_not_stop_the_others() -> None:
    texts, findings = fill("{{ 没有 }}", "{{ 单位.名称 }}")
    assert texts == [None, "东风镇"]
    assert [found.code for found in findings] == ["R402"]


# -- ways out --------------------------------------------------------------------------------------------------------

WAYS_OUT = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ 单位.__class__ }}",
    "{{ 单位['__class__'] }}",
    "{{ 单位.名称.format.__globals__ }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].environ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context.environment.loader }}",
    "{{ 排名.append(1) }}",
    "{{ 单位.update({'总分': 100}) }}",
    "{{ 单位.clear() }}",
    "{% include '/etc/passwd' %}",
    "{% include '../方案.xlsx' %}",
    "{% import 'os' as os %}{{ os.environ }}",
    "{{ 单位|attr('__class__') }}",
    "{{ '%s' % 单位 }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{{ range.__call__.__self__ }}",
    "{{ 单位.名称.encode('utf-8').hex() }}",
    "{{ 金额.__reduce__() }}",
]
WITHOUT_BOUND = [
    "{{ 'x'|center(1000000000) }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ 'x'.ljust(1000000000) }}",
    "{{ '{:1000000000d}'.format(1) }}",
    "{{ 9 ** 9 ** 9 ** 9 }}",
    "{{ range(1000000000)|list }}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
]
GROW = "{% for a in range(40) %}{% set ns.x = GROWN %}{% endfor %}"
WITHOUT_END = [
    "{{ 'x' * 1000000000 }}",
    "{{ [1] * 1000000000 }}",
    "{% for a in range(99999) %}{{ 'xxxxxxxxxx' * 1000 }}{% endfor %}",
    "{% for a in range(99999) %}{% for b in range(99999) %}打印{% endfor %}{% endfor %}",
    "{% set ns = namespace(x='xxxxxxxxxx') %}" + GROW.replace("GROWN", "ns.x ~ ns.x"),
    "{% set ns = namespace(x='xxxxxxxxxx') %}" + GROW.replace("GROWN", "ns.x + ns.x"),
    "{% set ns = namespace(x=[1]) %}" + GROW.replace("GROWN", "ns.x + ns.x"),
    "{% set ns = namespace(x='aaaa') %}" + GROW.replace("GROWN", "ns.x|replace('a', 'aa')"),
    "{% set ns = namespace(x='x') %}{% for a in range(40) %}{% set t %}{{ ns.x }}{{ ns.x }}{% endset %}"
    "{% set ns.x = t %}{% endfor %}",
    "{{ range(99999)|join('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') }}",
]


def codes(sources: list[str]) -> dict[str, str | None]:
    """Source → code of what stopped it; None = it was let through."""
    texts, findings = fill(*sources)
    found = {finding.place.file: finding.code for finding in findings}
    return {
        source: found.get(f"模板{number}.j2") if texts[number - 1] is None else None
        for number, source in enumerate(sources, 1)
    }


def test_a_template_cannot_reach_outside_its_data() -> None:
    let_through = [source for source, code in codes(WAYS_OUT).items() if code not in ("R401", "R402", "R405", "R406")]
    assert let_through == []


def test_a_way_around_the_dot_shows_nothing() -> None:
    assert "class" not in one("{{ 排名|map(attribute='__class__')|list }}")


def test_two_units_never_share_what_a_template_kept() -> None:
    source = {"甲.j2": "{% set ns = namespace(x=单位.名称) %}{{ ns.x }}{{ 别的 if 别的 is defined else '' }}"}
    tasks = [Task("甲.j2", {"单位": {"名称": "东风镇"}, "别的": "秘密"}), Task("甲.j2", {"单位": {"名称": "朝阳镇"}})]
    assert render_all(source, {}, tasks)[0] == ["东风镇秘密", "朝阳镇"]


# -- without end -----------------------------------------------------------------------------------------------------


def test_a_loop_without_end_is_stopped_in_time_and_the_rest_goes_on() -> None:
    endless = "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}"
    start = time.monotonic()
    texts, findings = fill("{{ 单位.名称 }}", endless, "{{ 金额 }}", seconds=1)
    assert texts == ["东风镇", None, "1234.5"]
    assert [(found.code, found.place.file) for found in findings] == [("R403", "模板2.j2")]
    assert time.monotonic() - start < 20


def test_a_text_without_end_is_stopped() -> None:
    assert {source: code for source, code in codes(WITHOUT_END).items() if code != "R404"} == {}


def test_what_could_grow_without_bound_is_not_there() -> None:
    let_through = [s for s, code in codes(WITHOUT_BOUND).items() if code not in ("R401", "R402", "R405", "R406")]
    assert let_through == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a process's memory that we can set")
def test_memory_that_no_check_foresees_is_refused_by_the_system() -> None:
    hoard = "{% set ns.x = [ns.x, range(99999)|list] %}"
    greedy = "{% set ns = namespace(x=[]) %}{% for a in range(99999) %}" + hoard + "{% endfor %}"
    texts, findings = fill("{{ 单位.名称 }}", greedy, "{{ 金额 }}", seconds=60)
    assert texts == ["东风镇", None, "1234.5"]
    assert [found.code for found in findings] == ["R404"]


def test_a_template_that_never_ends_is_tried_once_not_for_every_unit() -> None:
    loops = "".join(f"{{% for {name} in range(10**4) %}}" for name in "abc")
    endless = loops + "{% endfor %}" * 3
    tasks = [Task(name) for _ in range(5) for name in ("无尽.j2", "好.j2")]
    start = time.monotonic()
    texts, findings = render_all({"无尽.j2": endless, "好.j2": "好"}, {}, tasks, seconds=1)
    assert time.monotonic() - start < 8
    assert texts == [None, "好"] * 5
    assert [found.code for found in findings] == ["R403"]
