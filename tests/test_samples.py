"""The nine schemes: the engine against the independent calculation, on the sample's data and on random assessments."""

from __future__ import annotations

import importlib
import json
import random
from typing import Any

import pytest

from tests.support.engine import evaluate, folder_of, scheme_of
from tests.support.random_cases import tries

SCHEMES = [f"s{number}" for number in range(1, 11)]
RANDOM_RUNS = tries(8, 200)


def differences(engine: Any, expected: Any, path: str = "") -> list[str]:
    """Every figure that differs, by its path; keys only one side has are differences too."""
    if isinstance(engine, dict) and isinstance(expected, dict):
        found = []
        for key in dict.fromkeys([*engine, *expected]):
            if key in engine and key in expected:
                found += differences(engine[key], expected[key], f"{path}/{key}")
            else:
                found.append(f"{path}/{key}: only in the {'engine' if key in engine else 'expectation'}")
        return found
    if isinstance(engine, list) and isinstance(expected, list):
        pairs = [
            d for i, (a, b) in enumerate(zip(engine, expected, strict=False)) for d in differences(a, b, f"{path}[{i}]")
        ]
        return pairs + (
            [f"{path}: {len(engine)} rows, expected {len(expected)}"] if len(engine) != len(expected) else []
        )
    return [] if engine == expected else [f"{path}: {engine}, expected {expected}"]


@pytest.mark.parametrize("name", SCHEMES)
def test_sample_equals_expected_file(name: str) -> None:
    module = importlib.import_module(f"tests.independent.{name}")
    expected = json.loads((folder_of(name) / "预期结果.json").read_text(encoding="utf-8"))
    result, _ = evaluate(scheme_of(name), module.BASE)
    assert differences(result, expected) == []


@pytest.mark.parametrize("name", SCHEMES)
def test_random_assessments_equal_independent_calculation(name: str) -> None:
    module = importlib.import_module(f"tests.independent.{name}")
    rng = random.Random(f"kaohe {name}")
    for run in range(RANDOM_RUNS):
        data = module.random_data(rng)
        result, _ = evaluate(scheme_of(name), data)
        assert differences(result, module.calculate(data))[:5] == [], f"run {run}"
