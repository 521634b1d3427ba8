"""Boxes of sealed parcels: what inspectors' phones pass each other through the server."""

import base64
import binascii
import re
from datetime import UTC, datetime
from typing import Final, cast

from litestar import Controller, Response, delete, get, post, put
from litestar.params import FromPath
from litestar.response import File

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, readers_of
from backend.api.guards import needs
from backend.api.problems import ProblemError
from backend.api.throttle import Throttle
from backend.desk.parcels import MAX_PARCEL_BYTES, POINT_BYTES, Box, ParcelError, Parcels
from backend.views.queries import name_of
from backend.wire.parcels import BoxRow, OpenBox, ParcelRow

_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NO_STORE: Final = {"Cache-Control": "no-store"}
_WHY: Final[dict[str, tuple[int, str, str, str, str]]] = {
    "box_unknown": (
        404,
        "没有这个接收码，或已过期。",
        "There is no such code, or it has expired.",
        "请让同事重新打开“接收草稿”，再扫或再输。",
        "Have your colleague open “Receive a draft” again, then scan or type the new code.",
    ),
    "box_of_another": (
        403,
        "这是别人的接收码。",
        "This box belongs to somebody else.",
        "请用本人的手机接收。",
        "Receive with the phone of that person.",
    ),
    "too_many_boxes": (
        409,
        "打开的接收码太多。",
        "Too many boxes are open.",
        "请用已打开的接收页，或过几小时再试。",
        "Use the one that is open, or try again in some hours.",
    ),
    "box_full": (
        409,
        "同事那边还有未取的草稿。",
        "That box holds as many drafts as it may.",
        "请等同事收下后再交。",
        "Wait until your colleague has taken them.",
    ),
    "parcel_too_large": (
        413,
        f"草稿连同照片超过 {MAX_PARCEL_BYTES // 2**20} MB。",
        f"The draft with its photos exceeds {MAX_PARCEL_BYTES // 2**20} MB.",
        "请改用二维码移交；照片留在本机，会随本机上传。",
        "Pass it by QR code; its photos stay on this phone and are uploaded from it.",
    ),
    "parcels_full": (
        507,
        "服务器上待取的草稿太多。",
        "Too many drafts are waiting on the server.",
        "请改用二维码移交，或稍后再试。",
        "Pass it by QR code, or try again later.",
    ),
    "parcel_unknown": (
        404,
        "这份草稿已取走或已过期。",
        "This draft was taken or has expired.",
        "请让同事再交一次。",
        "Have it passed again.",
    ),
}


class ParcelController(Controller):
    """For inspectors. Nothing here is evidence: the phones' own entries say who gave and took."""

    path = "/api/parcels"
    guards = (needs("inspector"),)
    request_max_body_size = None  # counted as it comes, with an answer that says what to do

    @post()
    async def open_box(self, request: AnyRequest) -> Response[BoxRow]:
        """Errors: 409 `too_many_boxes`, 422 `not_a_point`, 429."""
        _spend(request)
        asked = await read_json(request, OpenBox)
        try:
            box = _parcels(request).open_box(caller_of(request).user, _point(asked.key))
        except ParcelError as error:
            raise _problem(error) from error
        return Response(await _row(request, box), status_code=201, headers=_NO_STORE)

    @get("/{code:str}")
    async def box(self, request: AnyRequest, code: FromPath[str]) -> Response[BoxRow]:
        """Errors: 404 `box_unknown`, 429."""
        _spend(request)
        return Response(await _row(request, _box(request, code)), headers=_NO_STORE)

    @put("/{code:str}/{parcel:str}", status_code=204)
    async def send(self, request: AnyRequest, code: FromPath[str], parcel: FromPath[str]) -> None:
        """The sealed bytes as the body; sent again it is taken once. Errors: 404 `box_unknown`,
        409 `box_full`, 413, 429, 507."""
        _spend(request)
        _box(request, code)
        try:
            await _parcels(request).put(code, _name(parcel), request.stream())
        except ParcelError as error:
            raise _problem(error) from error

    @get("/{code:str}/{parcel:str}", opt={"uncompressed": True})
    async def fetch(self, request: AnyRequest, code: FromPath[str], parcel: FromPath[str]) -> File:
        """Errors: 403 `box_of_another`, 404 `parcel_unknown`."""
        _own(request, code)
        try:
            path = _parcels(request).path(code, _name(parcel))
        except ParcelError as error:
            raise _problem(error) from error
        kind = "application/octet-stream"
        return File(path, media_type=kind, filename="parcel", headers=_NO_STORE)

    @delete("/{code:str}/{parcel:str}")
    async def taken(self, request: AnyRequest, code: FromPath[str], parcel: FromPath[str]) -> None:
        """It is on the phone. Errors: 403 `box_of_another`."""
        _own(request, code)
        _parcels(request).drop(code, _name(parcel))


def _parcels(request: AnyRequest) -> Parcels:
    return cast("Parcels", request.app.state.parcels)


def _spend(request: AnyRequest) -> None:
    throttle = cast("Throttle", request.app.state.parcel_throttle)
    wait = throttle.take(caller_of(request).user)
    if wait:
        raise ProblemError(
            429,
            "too_often",
            "操作过于频繁。",
            "Too many requests.",
            f"请 {wait} 秒后再试。",
            f"Try again in {wait} s.",
            headers={"Retry-After": str(wait)},
        )


def _point(key: str) -> bytes:
    """Whether it lies on the curve is for the phones: they reckon with it."""
    try:
        point = base64.urlsafe_b64decode(f"{key}=")
    except (binascii.Error, ValueError):
        point = b""
    if len(point) != POINT_BYTES or point[0] != 4:
        raise ProblemError(
            422,
            "not_a_point",
            "这不是接收用的公钥。",
            "This is not a public key to receive with.",
            "请更新程序后再试。",
            "Update the app and try again.",
        )
    return point


def _box(request: AnyRequest, code: str) -> Box:
    try:
        return _parcels(request).box(code)
    except ParcelError as error:
        raise _problem(error) from error


def _own(request: AnyRequest, code: str) -> Box:
    box = _box(request, code)
    if box.user != caller_of(request).user:
        raise _problem(ParcelError("box_of_another"))
    return box


def _name(parcel: str) -> str:
    if _ID.fullmatch(parcel) is None:
        raise _problem(ParcelError("parcel_unknown"))
    return parcel


async def _row(request: AnyRequest, box: Box) -> BoxRow:
    async with readers_of(request).snapshot() as db:
        name = await name_of(db, box.user)
    own = box.user == caller_of(request).user
    found = _parcels(request).parcels(box.code) if own else []
    return BoxRow(
        code=box.code,
        user=box.user,
        name=name,
        key=box.key,
        until=datetime.fromtimestamp(box.until, UTC).isoformat(timespec="seconds"),
        parcels=[ParcelRow(id=one.name, size=one.size) for one in found],
    )


def _problem(error: ParcelError) -> ProblemError:
    status, *words = _WHY[error.code]
    return ProblemError(status, error.code, *words)
