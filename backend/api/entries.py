"""Push and pull: what phones and the journal say to each other."""

import re
from typing import Annotated

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromQuery, QueryParameter

from backend.api.bodies import read_bytes
from backend.api.context import (
    AnyRequest,
    caller_of,
    device_keys_of,
    office_of,
    readers_of,
    watch_of,
)
from backend.api.guards import signed_in
from backend.api.problems import ProblemError
from backend.views.changes import START, Since, changes
from backend.views.state import PHONE_SHAPE
from backend.wire.attestations import Head
from backend.wire.entry import Seen
from backend.wire.sync import MAX_PUSH_BYTES, Changes, Push, Pushed

_SLACK_BYTES = 4096  # JSON around the entries
_push = msgspec.json.Decoder(Push, strict=True)
_VERSION = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)
CLIENT = "Greenlane-Client"
NO_STORE = {"Cache-Control": "no-store"}


def wrong_epoch(epoch: str) -> ProblemError:
    return ProblemError(
        409,
        "wrong_epoch",
        "服务器的日志已恢复或更换。",
        f"The server's journal was restored or replaced; its epoch is {epoch}.",
        "请从头同步；本机记录会再次提交。",
        "Sync from the start; this phone's records will be offered again.",
    )


def client_too_old() -> ProblemError:
    return ProblemError(
        426,
        "client_too_old",
        "本机程序版本过旧，不能更新清单；未传的记录仍会上传。",
        "This app is too old to fetch lists; what is unsent is still taken.",
        "请重新载入以更新程序。",
        "Reload to update the app.",
    )


def _client_of(request: AnyRequest) -> int:
    """The version that the app gives itself; 0 for those that give none."""
    text = request.headers.get(CLIENT, "")
    return int(text) if _VERSION.fullmatch(text) else 0


class EntryController(Controller):
    """POST /api/entries, GET /api/changes."""

    path = "/api"
    guards = (signed_in,)

    @post("/entries", status_code=200, opt={"uncompressed": True})
    async def push(self, request: AnyRequest) -> Response[Pushed]:
        """Each entry gets its own answer, after the commit. Errors: 400, 401, 409, 413.

        The head that the phone holds is compared first: it is evidence whatever comes after.
        """
        office, watch = office_of(request), watch_of(request)
        asked = _push.decode(await read_bytes(request, max_bytes=MAX_PUSH_BYTES + _SLACK_BYTES))
        if asked.held is not None:
            await watch.compare(caller_of(request).dev, _head(asked.held))
        if asked.epoch != office.journal.epoch:
            raise wrong_epoch(office.journal.epoch)
        keys = await device_keys_of(request).of(asked.entries)
        answers = await office.journal.push(asked.entries, keys)
        journal = office.journal
        checkpoint = journal.checkpoint
        watch.issued(checkpoint)
        body = Pushed(epoch=journal.epoch, answers=answers, checkpoint=checkpoint)
        return Response(body, headers=NO_STORE)

    @get("/changes")
    async def pull(
        self,
        request: AnyRequest,
        cursor: FromQuery[str] = "",
        limit: Annotated[int, QueryParameter(ge=1, le=5000)] = 1000,
    ) -> Response[Changes]:
        """Rows changed since `cursor`, a former answer's, empty for all. Errors: 400, 409, 426."""
        if _client_of(request) < office_of(request).settings.limits.oldest_client:
            raise client_too_old()
        journal = office_of(request).journal
        epoch, checkpoint = journal.epoch, journal.checkpoint
        watch_of(request).issued(checkpoint)
        since = _since(cursor, epoch)
        now = office_of(request).clock()
        async with readers_of(request).snapshot() as db:
            rows, after, more = await changes(db, since, limit, now)
        cursor = _cursor(epoch, after)
        body = Changes(
            epoch=epoch,
            shape=PHONE_SHAPE,
            cursor=cursor,
            more=more,
            changes=rows,
            checkpoint=checkpoint,
        )
        return Response(body, headers=NO_STORE)


def _head(seen: Seen) -> Head:
    return Head(origin=seen.origin, size=seen.size, root=seen.root)


def _cursor(epoch: str, since: Since) -> str:
    """`epoch:position`; while the first pull lasts `epoch:size:position`, with the journal's size
    when it began. The position comes last, where phones look for it."""
    base = "" if since.base is None else f":{since.base}"
    return f"{epoch}{base}:{since.position}"


def _since(cursor: str, epoch: str) -> Since:
    if not cursor:
        return START
    theirs, *numbers = cursor.split(":")
    if theirs != epoch:
        raise wrong_epoch(epoch)
    if not (1 <= len(numbers) <= 2) or not all(_NUMBER.fullmatch(number) for number in numbers):
        raise ProblemError(
            400,
            "bad_cursor",
            "同步游标有误。",
            "The cursor is not one of this server's.",
            "请从头同步。",
            "Sync from the start with an empty cursor.",
        )
    *base, position = map(int, numbers)
    return Since(base[0] if base else None, position)
