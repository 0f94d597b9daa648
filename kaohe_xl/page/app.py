"""The addresses of the page. A room shows with GET and does with POST, which sends the browser back to a room."""

from __future__ import annotations

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
from kaohe_xl.page.desk import Desk, Opened
from kaohe_xl.page.guard import Guard
from kaohe_xl.page.opening import open_outside
from kaohe_xl.page.rooms import ALL, Room, start
from kaohe_xl.page.uploads import store
from kaohe_xl.page.views import page
from kaohe_xl.page.work import Done

_STATIC = Path(__file__).with_name("static")
_MOST_FORM = 60 << 20  # bytes of a posted form, the file of a draft included
_SERVED = (RESULTS, BLANKS)  # folders whose files may be fetched, beside the scheme itself


def build(desk: Desk, token: str, port: int) -> ASGIApp:
    """The whole page behind its guard."""
    app = Starlette(routes=[
        Route("/", partial(_start, desk)),
        Route("/start/{action}", partial(_begin, desk), methods=["POST"]),
        Route("/alive", partial(_alive, desk), methods=["POST"]),
        Route("/gone", partial(_gone, desk), methods=["POST"]),
        Route("/work/{number:int}", partial(_work, desk)),
        Route("/work/{number:int}.json", partial(_progress, desk)),
        Route("/work/{number:int}/stop", partial(_stop, desk), methods=["POST"]),
        Mount("/static", StaticFiles(directory=_STATIC)),
        Route("/a/{key}/", partial(_front, desk)),
        Route("/a/{key}/file", partial(_file, desk)),
        Route("/a/{key}/upload", partial(_upload, desk), methods=["POST"]),
        Route("/a/{key}/outside", partial(_outside, desk), methods=["POST"]),
        *(
            Route(f"/a/{{key}}/{room.slug}", partial(_show, desk, room), methods=["GET"])
            for room in ALL
        ),
        *(
            Route(f"/a/{{key}}/{room.slug}/{{action}}", partial(_act, desk, room), methods=["POST"])
            for room in ALL
        ),
    ])  # fmt: skip
    return Guard(_counted(desk, app), token, port)


def _counted(desk: Desk, app: ASGIApp) -> ASGIApp:
    """The page does not end while it is answering."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        desk.answering += 1
        try:
            await app(scope, receive, send)
        finally:
            desk.answering -= 1

    return answer


async def _start(desk: Desk, request: Request) -> Response:
    return await run_in_threadpool(start.show, desk, request)


async def _begin(desk: Desk, request: Request) -> Response:
    if int(request.headers.get("content-length", 0)) > _MOST_FORM:
        return PlainTextResponse("文件太大，没有读。", 413)
    form = await request.form(max_files=2, max_part_size=_MOST_FORM)
    action = start.ACTIONS.get(request.path_params["action"])
    if action is None:
        return _missing()
    files = {name: (each.filename or "", await each.read()) for name, each in form.items() if not isinstance(each, str)}
    return await run_in_threadpool(action, desk, _plain(form), files)


def _plain(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def _alive(desk: Desk, request: Request) -> Response:
    desk.alive((await request.body())[:64].decode("ascii", "replace"))
    return Response(status_code=204)


async def _gone(desk: Desk, request: Request) -> Response:
    desk.gone((await request.body())[:64].decode("ascii", "replace"))
    return Response(status_code=204)


async def _work(desk: Desk, request: Request) -> Response:
    """Where a piece of work stands; once it is finished, the room that shows what came of it."""
    work = desk.workshop.find(request.path_params["number"])
    if work is None:
        return RedirectResponse("/", 303)
    if work.trouble is not None:
        return page(request, "trouble.html", {"work": work}, status=500)
    if work.outcome is not None:
        if not work.told:
            work.told = True
            desk.told[work.owner] = work.outcome
        return RedirectResponse(work.outcome.to or work.back, 303)
    return page(request, "work.html", {"work": work})


async def _progress(desk: Desk, request: Request) -> Response:
    work = desk.workshop.find(request.path_params["number"])
    if work is None:
        return _missing()
    return JSONResponse({"finished": work.finished, "stage": work.stage, "done": work.done, "of": work.of})


async def _stop(desk: Desk, request: Request) -> Response:
    work = desk.workshop.find(request.path_params["number"])
    if work is not None:
        work.stop()
    return RedirectResponse(f"/work/{request.path_params['number']}", 303)


def _opened(desk: Desk, request: Request) -> Opened | None:
    opened = desk.find(request.path_params["key"])
    return opened if opened is not None and opened.folder.exists() else None


async def _front(desk: Desk, request: Request) -> Response:
    """An assessment is entered where its work is: the scheme first, the results once something came back."""
    opened = await run_in_threadpool(_opened, desk, request)
    if opened is None:
        return RedirectResponse("/", 303)
    desk.open(opened.folder)
    returns = opened.folder / RETURNS
    begun = opened.folder.is_file() or (returns.is_dir() and any(returns.iterdir()))
    return RedirectResponse(f"/a/{opened.key}/{'returns' if begun else 'scheme'}", 303)


async def _show(desk: Desk, room: Room, request: Request) -> Response:
    opened = await run_in_threadpool(_opened, desk, request)
    if opened is None:
        return RedirectResponse("/", 303)
    shown = await run_in_threadpool(room.show, opened, dict(request.query_params))
    about = {"opened": opened, "room": room, "told": desk.told.pop(opened.key, None)}
    return page(request, f"{room.slug}.html", {**about, **shown})


async def _act(desk: Desk, room: Room, request: Request) -> Response:
    opened = await run_in_threadpool(_opened, desk, request)
    action = room.actions.get(request.path_params["action"])
    if opened is None or action is None:
        return _missing()
    form = _plain(await request.form())
    answer = await run_in_threadpool(action, opened, form)
    here = f"/a/{opened.key}/{room.slug}"
    if isinstance(answer, Done):
        desk.told[opened.key] = answer
        return RedirectResponse(answer.to or here, 303)
    work = desk.workshop.start(opened.key, answer.title, here, answer.task)
    return RedirectResponse(f"/work/{work.number}", 303)


async def _upload(desk: Desk, request: Request) -> Response:
    """One file, as it is: the body is its content, the name is only a name."""
    opened = await run_in_threadpool(_opened, desk, request)
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


async def _outside(desk: Desk, request: Request) -> Response:
    opened = await run_in_threadpool(_opened, desk, request)
    if opened is None:
        return _missing()
    form = _plain(await request.form())
    path = _within(opened, form.get("path", ""))
    text = open_outside(path) if path is not None else "没有这个文件。"
    if text:
        desk.told[opened.key] = Done(text, failed=True)
    back = form.get("back", "")
    known = {room.slug for room in ALL}
    return RedirectResponse(f"/a/{opened.key}/{back if back in known else 'scheme'}", 303)


async def _file(desk: Desk, request: Request) -> Response:
    opened = await run_in_threadpool(_opened, desk, request)
    path = _within(opened, request.query_params.get("path", "")) if opened is not None else None
    if path is None or not path.is_file():
        return _missing()
    return FileResponse(path, filename=path.name, media_type="application/octet-stream")


def _within(opened: Opened, relative: str) -> Path | None:
    """A file or folder of the assessment that may be shown: the scheme, 结果/, 发放/, the folder itself."""
    root = opened.root
    if relative in (".", "方案"):
        return root if relative == "." else opened.scheme_path
    path = (root / relative).resolve()
    allowed = [(root / name).resolve() for name in _SERVED]
    return path if path.exists() and any(path == each or each in path.parents for each in allowed) else None


def _missing() -> Response:
    return PlainTextResponse("没有这一页。", 404)
