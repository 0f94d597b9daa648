"""Where the files that come with the program are: templates and samples, in a checkout or in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_INSTALLED = _PACKAGE / "_resources"  # put there when the wheel is built, see pyproject.toml


def templates() -> Path:
    """Folder of the built-in templates: notices/, mail/."""
    return _folder("templates")


def samples() -> Path:
    """Folder of the sample schemes, one folder each."""
    return _folder("sample_workbooks")


def _folder(name: str) -> Path:
    installed = _INSTALLED / name
    found = installed if installed.is_dir() else _PACKAGE.parent / name
    if not found.is_dir():
        raise FileNotFoundError(f"{name} is neither in {_INSTALLED} nor in {_PACKAGE.parent}: a broken installation")
    return found
