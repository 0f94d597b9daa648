"""Who must not get in, and what must not get out: against the page as it runs."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import openpyxl
import pytest
from playwright.sync_api import Page, expect

from kaohe_xl.reading.limits import Limits
from tests.page.conftest import Served

pytestmark = pytest.mark.xdist_group("page")  # one browser and one page for all who change nothing

NAMES = (
    "../../方案.xlsx", "..\\..\\方案.xlsx", "/etc/passwd", "C:\\Windows\\x.xlsx", "....//x", "a\x00b.xlsx", "CON.xlsx"
)  # fmt: skip


def inside(served: Served) -> httpx.Client:
    """A client that followed the first link."""
    client = httpx.Client(base_url=served.address, headers={"Origin": served.address}, timeout=60)
    client.cookies.update(httpx.get(served.link).cookies)
    return client


def key_of(served: Served) -> str:
    return served.link.split("/a/")[1].strip("/")


def upload(client: httpx.Client, served: Served, name: str, content: bytes) -> dict[str, object]:
    answer = client.post(f"/a/{key_of(served)}/upload", params={"name": name}, content=content)
    return dict(answer.json())


def test_only_the_first_link_gives_the_cookie(shared: Served) -> None:
    served = shared
    with httpx.Client(base_url=served.address) as client:
        assert client.get("/").status_code == 403
        assert client.get("/first", params={"token": "x"}).status_code == 403
        assert client.get("/static/page.css").status_code == 403
        answer = client.get(served.link.removeprefix(served.address))
        given = answer.headers["set-cookie"].lower()
        assert "httponly" in given
        assert "samesite=strict" in given
        assert client.get("/").status_code == 200
        assert "script-src 'self'" in client.get("/").headers["content-security-policy"]
        assert (
            client.get(
                "/first", params={"token": served.link.split("token=")[1].split("&")[0], "to": "//evil"}
            ).headers["location"]
            == "/"
        )


def test_foreign_names_and_foreign_sites_are_refused(shared: Served) -> None:
    served, sample = shared, shared.folder
    with inside(served) as client:
        assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
        run = f"/a/{key_of(served)}/results/run"
        for origin in ("http://evil.example", "null", "http://127.0.0.1:1"):
            assert client.post(run, headers={"Origin": origin}).status_code == 403
        without = httpx.Client(base_url=served.address, cookies=client.cookies)
        assert without.post(run).status_code == 403
        assert not (sample / "结果").exists() or not list((sample / "结果").glob("*.xlsx"))


def test_a_name_leads_nowhere_else(desk: Served) -> None:
    served, sample = desk, desk.folder
    before = (sample / "方案.xlsx").read_bytes()
    outside = _files_beside(sample)
    with inside(served) as client:
        for number, name in enumerate(NAMES):
            assert not upload(client, served, name, f"{number}".encode())["failed"], name
        for path in ("../" * 9 + "etc/passwd", "结果/../密码表.xlsx", "收表", "/etc/passwd"):
            assert client.get(f"/a/{key_of(served)}/file", params={"path": path}).status_code == 404
    assert (sample / "方案.xlsx").read_bytes() == before
    assert _files_beside(sample) == outside


def _files_beside(sample: Path) -> set[Path]:
    """All files but those in 收表 and in the home of the page."""
    kept = (path for path in sample.parent.rglob("*") if path.is_file() and "home" not in path.parts)
    return {path for path in kept if sample / "收表" not in path.parents}


def test_the_same_file_twice_many_at_once_and_one_that_is_too_big(desk: Served) -> None:
    served, returned = desk, desk.folder / "收表"
    before = sum(path.is_file() for path in returned.rglob("*"))
    with inside(served) as client:
        assert "没有再存" not in str(upload(client, served, "一.xlsx", b"one")["text"])
        assert "没有再存" in str(upload(client, served, "一.xlsx", b"one")["text"])
        assert "(2)" in str(upload(client, served, "一.xlsx", b"two")["text"])
        assert (returned / "一.xlsx").read_bytes() == b"one"
        with ThreadPoolExecutor(8) as several:  # eight hands, some of whose files have the same name
            arrived = several.map(lambda n: upload(client, served, f"{n % 30}.csv", f"{n}".encode()), range(60))
            assert not any(each["failed"] for each in arrived)
        big = upload(client, served, "大.xlsx", bytes(Limits().file + 1))
        assert big["failed"]
        assert "50 MB" in str(big["text"])
        assert upload(client, served, "空.xlsx", b"")["failed"]
    assert sum(path.is_file() for path in returned.rglob("*")) == before + 62
    assert {path.read_text() for path in returned.glob("*.csv")} == {str(number) for number in range(60)}
    assert not list(returned.rglob("*.tmp"))


def test_what_a_file_says_is_shown_as_text(desk: Served, window: Page) -> None:
    evil = "<script>document.title='x'</script><img src=x onerror=alert(1)>"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["单位名称", evil], ["数据项", "填报值", "备注"], [evil, 1, evil]):
        sheet.append(row)
    book.save(desk.folder / "收表" / "恶意.xlsx")
    window.goto(desk.link)
    for tab in ("收表", "结果"):
        window.click(f"nav >> text={tab}")
        assert window.locator("main script, main img").count() == 0
        assert window.title() != "x"
    window.click("nav >> text=收表")
    expect(window.get_by_role("group", name="收到的文件")).to_contain_text("恶意.xlsx")


def test_the_page_ends_on_ctrl_c(start: Callable[..., Served]) -> None:
    served = start()
    os.kill(served.process.pid, signal.SIGINT)
    assert served.process.wait(20) == 0


# so that its last window has been gone for long enough when the run is half done
SLOW_RUN = """
import time
from kaohe_xl.pipeline import running
written = running.write_results
def slowly(*words, **options):
    time.sleep(4)
    return written(*words, **options)
running.write_results = slowly
"""


def test_the_page_ends_with_its_last_window_and_finishes_what_was_begun(
    start: Callable[..., Served], window: Page, folder: Path
) -> None:
    served = start(str(folder), change=SLOW_RUN)
    window.goto(served.link)
    window.reload()  # which says that the window goes, too
    window.click("nav >> text=结果")
    window.click("text=写结果工作簿和通报")
    window.goto("about:blank")
    assert not list((folder / "结果").glob("*-评分结果*.xlsx"))
    assert served.process.wait(60) == 0
    assert list((folder / "结果").glob("*-评分结果*.xlsx"))


def test_somebody_else_changed_the_scheme(desk: Served, window: Page) -> None:
    sample = desk.folder
    window.goto(desk.link)
    window.click("nav >> text=核定")
    for name, words in (("单位", "朝阳镇"), ("编号", "1.1")):
        window.select_option(f"select[name={name}]", words)
    for name, words in (("核定值", "0"), ("核定人", "考核办"), ("依据", "抽查")):
        window.fill(f"input[name={name}]", words)
    os.utime(sample / "方案.xlsx")
    before = (sample / "方案.xlsx").read_bytes()
    window.get_by_role("button", name="写入方案").click()
    expect(window.get_by_role("alert").filter(has_text="刚被别人")).to_be_visible()
    assert (sample / "方案.xlsx").read_bytes() == before
    assert window.input_value("input[name=依据]") == "抽查"  # nothing is typed twice
    (sample / "~$方案.xlsx").write_bytes(b"")
    window.get_by_role("button", name="写入方案").click()
    expect(window.get_by_role("alert").filter(has_text="没有写入，方案没有动")).to_be_visible()
    (sample / "~$方案.xlsx").unlink()
    window.get_by_role("button", name="写入方案").click()
    expect(window.get_by_text("已写入 核定调整")).to_be_visible()
