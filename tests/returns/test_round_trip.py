"""The nine samples: forms are issued, filled in with the sample's data and read back; nothing is lost or changed."""

from __future__ import annotations

import importlib

import pandas as pd
import pytest

from kaohe_xl.base.finding import Severity
from kaohe_xl.returns.collect import read_returns
from kaohe_xl.returns.model import FileState
from kaohe_xl.scheme.needs import NeededItems
from tests.support.engine import scheme_of, tidy_of
from tests.support.filling import filled_forms
from tests.test_samples import SCHEMES


def facts(tidy: pd.DataFrame) -> dict[tuple[str, str, str], tuple[object, str]]:
    rows = tidy[["期次", "单位", "数据项", "值", "状态"]].itertuples(index=False, name=None)
    return {(period, unit, item): (value, state) for period, unit, item, value, state in rows}


@pytest.mark.parametrize("name", SCHEMES)
def test_what_is_filled_in_comes_back_exactly(name: str) -> None:
    scheme, data = scheme_of(name), importlib.import_module(f"tests.independent.{name}").BASE
    found = read_returns(scheme, list(filled_forms(scheme, data)))
    got, meant = facts(found.tidy), facts(tidy_of(scheme, data))
    needs = NeededItems(scheme)
    for leaf in scheme.calendar.leaves:
        for unit in scheme.units:
            for item in needs.items(unit.group, leaf.name):
                key = (leaf.name, unit.name, item.name)
                value, state = got.pop(key)
                if meant[key][0] is not None:
                    assert (value, state) == meant[key], key
                else:
                    assert value is None, key
                    assert state in ("缺数据", "未报", "不适用"), key
    assert got == {}
    assert {each.outcome for each in found.files} <= {FileState.ACCEPTED}
    assert [str(f) for f in found.findings if f.severity is Severity.ERROR] == []
