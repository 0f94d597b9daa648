"""Templates and samples are found in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_xl.base import resources


def test_a_checkout_has_templates_and_samples() -> None:
    assert (resources.templates() / "notices" / "通报.j2").is_file()
    assert len(list(resources.samples().glob("S*/方案.xlsx"))) == 10


def test_an_installed_wheel_has_them_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_resources" / "templates").mkdir(parents=True)
    monkeypatch.setattr(resources, "_INSTALLED", tmp_path / "_resources")
    assert resources.templates() == tmp_path / "_resources" / "templates"


def test_a_broken_installation_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_INSTALLED", tmp_path / "a")
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "b" / "c")
    with pytest.raises(FileNotFoundError, match="broken installation"):
        resources.samples()
