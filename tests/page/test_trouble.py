"""What a clerk sees when a file cannot be read just now, and when the program itself is at fault: never a bare 500."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import anyio
import httpx
import pytest

from kaohe_xl.base.system import said
from kaohe_xl.page.app import build
from kaohe_xl.page.state import PageState
from kaohe_xl.page.tabs import start

TOKEN, PORT = "token", 8765
ADDRESS = f"http://127.0.0.1:{PORT}"


def shown(monkeypatch: pytest.MonkeyPatch, error: Exception) -> httpx.Response:
    """The first tab where showing it fails so."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(start, "show", fail)
    inside = httpx.ASGITransport(build(PageState(), TOKEN, PORT), raise_app_exceptions=False)

    async def look() -> httpx.Response:
        async with httpx.AsyncClient(transport=inside, base_url=ADDRESS) as client:
            await client.get("/first", params={"token": TOKEN})
            return await client.get("/")

    with ThreadPoolExecutor(1) as apart:  # the browser's loop may be running in this thread
        return apart.submit(anyio.run, look).result()


def test_a_file_in_use_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = shown(monkeypatch, PermissionError(13, "Permission denied", "方案.xlsx"))
    assert answer.status_code == 503
    for words in ("没有权限", "方案.xlsx", "正被 Excel 或 WPS 占用", "再试一次"):
        assert words in answer.text


def test_a_fault_of_the_program_is_told_with_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = shown(monkeypatch, ZeroDivisionError("<b>0</b>"))
    assert answer.status_code == 500
    for words in ("程序自己出了错", "原来的文件都没有动", "ZeroDivisionError", "in fail", "&lt;b&gt;0"):
        assert words in answer.text


def test_windows_says_in_use_where_python_says_no_right() -> None:
    error = PermissionError(13, "Permission denied", "方案.xlsx")
    assert said(error) == "没有权限"
    error.winerror = 32  # type: ignore[attr-defined]
    assert "打开着" in said(error)
