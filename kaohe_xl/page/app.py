"""The addresses of the page. A tab shows with GET and does with POST, which sends the browser back to a tab."""

from __future__ import annotations

import traceback
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from kaohe_xl.base.filenames import BLANKS, RESULTS, RETURNS
from kaohe_xl.base.system import said
from kaohe_xl.page.background import Done
from kaohe_xl.page.guard import RequestGuard
from kaohe_xl.page.opening import open_outside
from kaohe_xl.page.state import OpenAssessment, PageState
from kaohe_xl.page.tabs import ALL, Tab, start
from kaohe_xl.page.uploads import store
from kaohe_xl.page.views import page

_STATIC = Path(__file__).with_name("static")
_MOST_FORM = 60 << 20  # bytes of a posted form, the file of a draft included
_SERVED = (RESULTS, BLANKS)  # folders whose files may be fetched, beside the scheme itself


def build(page_state: PageState, token: str, port: int) -> ASGIApp:
    """The whole page behind its guard."""
    app = Starlette(routes=[
        Route("/", partial(_start, page_state)),
        Route("/start/{action}", partial(_begin, page_state), methods=["POST"]),
        Route("/alive", partial(_alive, page_state), methods=["POST"]),
        Route("/gone", partial(_gone, page_state), methods=["POST"]),
        Route("/work/{number:int}", partial(_work, page_state)),
        Route("/work/{number:int}.json", partial(_progress, page_state)),
        Route("/work/{number:int}/stop", partial(_stop, page_state), methods=["POST"]),
        Mount("/static", StaticFiles(directory=_STATIC)),
        Route("/a/{key}/", partial(_front, page_state)),
        Route("/a/{key}/file", partial(_file, page_state)),
        Route("/a/{key}/upload", partial(_upload, page_state), methods=["POST"]),
        Route("/a/{key}/outside", partial(_outside, page_state), methods=["POST"]),
        *(
            Route(f"/a/{{key}}/{tab.slug}", partial(_show, page_state, tab), methods=["GET"])
            for tab in ALL
        ),
        *(
            Route(f"/a/{{key}}/{tab.slug}/{{action}}", partial(_act, page_state, tab), methods=["POST"])
            for tab in ALL
        ),
    ], exception_handlers={OSError: _unreadable, Exception: _broken})  # fmt: skip
    return RequestGuard(_counted(page_state, app), token, port)


def _counted(page_state: PageState, app: ASGIApp) -> ASGIApp:
    """The page does not end while it is answering."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        page_state.answering += 1
        try:
            await app(scope, receive, send)
        finally:
            page_state.answering -= 1

    return answer


async def _start(page_state: PageState, request: Request) -> Response:
    return await run_in_threadpool(start.show, page_state, request)


async def _begin(page_state: PageState, request: Request) -> Response:
    if int(request.headers.get("content-length", 0)) > _MOST_FORM:
        return PlainTextResponse("文件太大，没有读。", 413)
    form = await request.form(max_files=2, max_part_size=_MOST_FORM)
    action = start.ACTIONS.get(request.path_params["action"])
    if action is None:
        return _missing()
    files = {name: (each.filename or "", await each.read()) for name, each in form.items() if not isinstance(each, str)}
    return await run_in_threadpool(action, page_state, _plain(form), files)


def _plain(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def _alive(page_state: PageState, request: Request) -> Response:
    page_state.alive((await request.body())[:64].decode("ascii", "replace"))
    return Response(status_code=204)


async def _gone(page_state: PageState, request: Request) -> Response:
    page_state.gone((await request.body())[:64].decode("ascii", "replace"))
    return Response(status_code=204)


async def _work(page_state: PageState, request: Request) -> Response:
    """Where a piece of work stands; once it is finished, the tab that shows what came of it."""
    work = page_state.jobs.find(request.path_params["number"])
    if work is None:
        return RedirectResponse("/", 303)
    if work.trouble is not None:
        return _trouble(request, work.title, work.trouble, work.back)
    if work.outcome is not None:
        if not work.told:
            work.told = True
            page_state.told[work.owner] = work.outcome
        return RedirectResponse(work.outcome.to or work.back, 303)
    return page(request, "work.html", {"work": work})


async def _progress(page_state: PageState, request: Request) -> Response:
    work = page_state.jobs.find(request.path_params["number"])
    if work is None:
        return _missing()
    return JSONResponse({"finished": work.finished, "stage": work.stage, "done": work.done, "of": work.of})


async def _stop(page_state: PageState, request: Request) -> Response:
    work = page_state.jobs.find(request.path_params["number"])
    if work is not None:
        work.stop()
    return RedirectResponse(f"/work/{request.path_params['number']}", 303)


def _opened(page_state: PageState, request: Request) -> OpenAssessment | None:
    opened = page_state.find(request.path_params["key"])
    return opened if opened is not None and opened.folder.exists() else None


async def _front(page_state: PageState, request: Request) -> Response:
    """An assessment is entered where its work is: the scheme first, the results once something came back."""
    opened = await run_in_threadpool(_opened, page_state, request)
    if opened is None:
        return RedirectResponse("/", 303)
    page_state.open(opened.folder)
    returns = opened.folder / RETURNS
    started = opened.folder.is_file() or (returns.is_dir() and any(returns.iterdir()))
    return RedirectResponse(f"/a/{opened.key}/{'returns' if started else 'scheme'}", 303)


async def _show(page_state: PageState, tab: Tab, request: Request) -> Response:
    opened = await run_in_threadpool(_opened, page_state, request)
    if opened is None:
        return RedirectResponse("/", 303)
    shown = await run_in_threadpool(tab.show, opened, dict(request.query_params))
    about = {"opened": opened, "tab": tab, "told": page_state.told.pop(opened.key, None)}
    return page(request, f"{tab.slug}.html", {**about, **shown})


async def _act(page_state: PageState, tab: Tab, request: Request) -> Response:
    opened = await run_in_threadpool(_opened, page_state, request)
    action = tab.actions.get(request.path_params["action"])
    if opened is None or action is None:
        return _missing()
    form = _plain(await request.form())
    answer = await run_in_threadpool(action, opened, form)
    here = f"/a/{opened.key}/{tab.slug}"
    if isinstance(answer, Done):
        page_state.told[opened.key] = answer
        return RedirectResponse(answer.to or here, 303)
    work = page_state.jobs.start(opened.key, answer.title, here, answer.task)
    return RedirectResponse(f"/work/{work.number}", 303)


async def _upload(page_state: PageState, request: Request) -> Response:
    """One file, as it is: the body is its content, the name is only a name."""
    opened = await run_in_threadpool(_opened, page_state, request)
    if opened is None or opened.folder.is_file():
        return JSONResponse({"failed": True, "text": "先打开一个考核文件夹"}, 409)
    told = request.query_params.get("modified", "")
    modified = int(told) / 1000 if told.isascii() and told.isdigit() else None
    name = request.query_params.get("name", "")
    try:
        arrived = await store(name, request.stream(), opened.folder / RETURNS, modified)
    except OSError as error:
        return JSONResponse({"failed": True, "text": f"没有存进收表：{said(error)}"}, 507)
    return JSONResponse({"failed": arrived.failed, "text": arrived.text})


async def _outside(page_state: PageState, request: Request) -> Response:
    opened = await run_in_threadpool(_opened, page_state, request)
    if opened is None:
        return _missing()
    form = _plain(await request.form())
    path = _within(opened, form.get("path", ""))
    text = open_outside(path) if path is not None else "没有这个文件。"
    if text:
        page_state.told[opened.key] = Done(text, failed=True)
    back = form.get("back", "")
    known = {tab.slug for tab in ALL}
    return RedirectResponse(f"/a/{opened.key}/{back if back in known else 'scheme'}", 303)


async def _file(page_state: PageState, request: Request) -> Response:
    opened = await run_in_threadpool(_opened, page_state, request)
    path = _within(opened, request.query_params.get("path", "")) if opened is not None else None
    if path is None or not path.is_file():
        return _missing()
    return FileResponse(path, filename=path.name, media_type="application/octet-stream")


def _within(opened: OpenAssessment, relative: str) -> Path | None:
    """A file or folder of the assessment that may be shown: the scheme, 结果/, 发放/, the folder itself."""
    root = opened.root
    if relative in (".", "方案"):
        return root if relative == "." else opened.scheme_path
    path = (root / relative).resolve()
    allowed = [(root / name).resolve() for name in _SERVED]
    return path if path.exists() and any(path == each or each in path.parents for each in allowed) else None


async def _unreadable(request: Request, error: Exception) -> Response:
    """A file that somebody else has open, a drive that is away: theirs to mend, and then to be tried again."""
    assert isinstance(error, OSError)
    told = {
        "problem": said(error),
        "name": error.filename or "",
        "again": request.url.path if request.method == "GET" else "",
    }
    return page(request, "unreadable.html", told, status=503)


async def _broken(request: Request, error: Exception) -> Response:
    """A fault of the program's own: shown with its trace, and raised on by Starlette for the terminal."""
    return _trouble(request, "打开这一页", error, "/")


def _trouble(request: Request, doing: str, error: BaseException, back: str) -> Response:
    trace = "".join(traceback.format_exception(error))
    return page(request, "trouble.html", {"doing": doing, "trouble": error, "trace": trace, "back": back}, status=500)


def _missing() -> Response:
    return PlainTextResponse("没有这一页。", 404)
