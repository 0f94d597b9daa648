"""开始: assessments of late, and how to begin one: from scratch, from a sample, from the office's own text."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kaohe_xl import api
from kaohe_xl.base import resources
from kaohe_xl.base.filenames import SCHEME_FILE, safe_name
from kaohe_xl.page import icons
from kaohe_xl.page.background import Done
from kaohe_xl.page.state import PageState
from kaohe_xl.page.uploads import parts_of

HERE = "start"
_FormFields = Mapping[str, str]
_UploadedFiles = Mapping[str, tuple[str, bytes]]


def home() -> Path:
    """Where assessments lie if nobody says otherwise."""
    documents = Path.home() / "Documents"
    return (documents if documents.is_dir() else Path.home()) / "考核"


def show(page_state: PageState, request: Request) -> Response:
    """The page itself."""
    from kaohe_xl.page.views import page

    recent = page_state.recent()
    beside = sorted(path.parent for path in home().glob(f"*/{SCHEME_FILE}")) if home().is_dir() else []
    listed = [page_state.known(path) for path in dict.fromkeys([*recent, *beside])]
    samples = sorted(path.name for path in resources.samples().iterdir() if (path / SCHEME_FILE).is_file())
    values = {"listed": listed, "samples": samples, "home": str(home()), "icons": icons.offered()}
    values["told"] = page_state.told.pop(HERE, None)
    return page(request, "start.html", values)


def _target(form: _FormFields) -> Path | None:
    name = safe_name(form.get("name", "").strip()) if form.get("name", "").strip() else ""
    where = form.get("where", "").strip()
    return (Path(where).expanduser() if where else home()) / name if name else None


def _enter(page_state: PageState, folder: Path, tab: str, told: Done | None = None) -> Response:
    opened = page_state.open(folder)
    if told is not None:
        page_state.told[opened.key] = told
    return RedirectResponse(f"/a/{opened.key}/{tab}", 303)


def _back(page_state: PageState, told: Done) -> Response:
    page_state.told[HERE] = told
    return RedirectResponse("/", 303)


def _existing(page_state: PageState, form: _FormFields, files: _UploadedFiles) -> Response:
    given = form.get("where", "").strip().strip("\"'“”")
    if not given:
        return _back(page_state, Done("请写出考核文件夹在哪里，例如 D:\\考核\\2026年度。", failed=True))
    job, found = api.locate(Path(given).expanduser())
    if job is None:
        return _back(page_state, Done("没有打开。", found, failed=True))
    return _enter(page_state, job.scheme if job.single else job.root, "")


def _new(page_state: PageState, form: _FormFields, files: _UploadedFiles) -> Response:
    folder = _target(form)
    if folder is None:
        return _back(page_state, Done("请给这次考核起个名字。", failed=True))
    new = api.new(folder, form.get("sample", ""))
    if new.exit_code == 2:
        return _back(page_state, Done("没有新建。", new.found, failed=True))
    told = f"已建好 {folder}。"
    return _enter(page_state, folder, "returns" if form.get("sample") else "scheme", Done(told, new.found))


def _draft(page_state: PageState, form: _FormFields, files: _UploadedFiles) -> Response:
    folder = _target(form)
    name, content = files.get("source", ("", b""))
    pasted = form.get("text", "").strip()
    if folder is None:
        return _back(page_state, Done("请给这次考核起个名字。", failed=True))
    if not content and not pasted:
        return _back(page_state, Done("请选考核细则的文件，或把文字粘贴进来。", failed=True))
    units = files.get("units", ("", b""))

    def task(tell: api.ProgressListener) -> Done:
        tell("读细则")
        with tempfile.TemporaryDirectory(prefix="kaohe-") as scratch:
            source = _put(Path(scratch), name, content) if content else pasted
            listed = _put(Path(scratch) / "units", *units) if units[1] else None
            answer = api.draft(source, folder, listed)
        made, found = answer.made, answer.found
        if made is None:
            return Done("没有起草。", found, to="/", failed=True)
        opened = page_state.open(folder)
        page_state.told[opened.key] = Done(f"已起草，评分细则 {len(made.sheets['评分细则'])} 行。", found)
        return Done("", (), to=f"/a/{opened.key}/scheme")

    work = page_state.jobs.start(HERE, "起草方案", "/", task)
    return RedirectResponse(f"/work/{work.number}", 303)


def _icon(page_state: PageState, form: _FormFields, files: _UploadedFiles) -> Response:
    change = icons.take_away if form.get("away") else icons.put
    text, succeeded = change(form.get("place", ""))
    return _back(page_state, Done(text, failed=not succeeded))


def _put(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (parts_of(name) or ["细则"])[-1]
    path.write_bytes(content)
    return path


ACTIONS: Mapping[str, Callable[[PageState, _FormFields, _UploadedFiles], Response]] = {
    "open": _existing,
    "new": _new,
    "draft": _draft,
    "icon": _icon,
}
