"""The licences of everything inside, in one folder: a file for each library, and a list."""

from __future__ import annotations

from email.parser import Parser
from pathlib import Path

_NAMES = ("licen", "copying", "notice", "authors")


def gather_licences(packages: Path, target: Path, others: dict[str, list[Path]]) -> list[str]:
    """Copy every licence text of the wheels in ``packages`` and of ``others`` to ``target``.

    Returns the names of libraries that bring no licence text; their metadata says the licence's name in 清单.txt.
    """
    target.mkdir(parents=True, exist_ok=True)
    rows, bare = [], []
    for info in sorted(packages.glob("*.dist-info")):
        words = Parser().parsestr((info / "METADATA").read_text("utf-8"))
        name, version = words["Name"], words["Version"]
        texts = [path for path in sorted(info.rglob("*")) if path.is_file() and path.name.lower().startswith(_NAMES)]
        if texts:
            _join(texts, target / f"{name}.txt")
        else:
            bare.append(name)
        rows.append(f"{name} {version}：{_licence(words)}{'' if texts else '（随包没有许可文本）'}")
    for name, paths in others.items():
        _join(paths, target / f"{name.split()[0]}.txt")
        rows.append(f"{name}：见 {name.split()[0]}.txt")
    (target / "清单.txt").write_text("\n".join(["这里面有：", *rows, ""]), "utf-8-sig", newline="\r\n")
    return bare


def _licence(words: object) -> str:
    get = words.get  # type: ignore[attr-defined]
    named = get("License-Expression") or (get("License") or "").strip().splitlines()[:1]
    kinds = [each.split(" :: ")[-1] for each in words.get_all("Classifier", []) if each.startswith("License")]  # type: ignore[attr-defined]
    if named:
        return named if isinstance(named, str) else str(named[0])
    return "、".join(kinds) or "未注明"


def _join(paths: list[Path], target: Path) -> None:
    target.write_bytes(b"\n\n--------\n\n".join(path.read_bytes() for path in paths))
