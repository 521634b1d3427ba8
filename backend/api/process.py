"""What follows an inspection, at the desk: lists, acts, and numbered paper."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Annotated, TypeVar, cast

import aiosqlite
import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from backend.api.bodies import MAX_JSON_BYTES, read_bytes, read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of
from backend.api.crates import no_such
from backend.api.guards import signed_in
from backend.api.objected import reason_of
from backend.desk import acting, acting_many
from backend.desk.papers import certificate_pdf, certificates_pdf
from backend.desk.vouchers import Names, bags_pdf, voucher_pdf
from backend.photos import Announcements
from backend.rules.consignments import crate_key
from backend.rules.lots import lot_of
from backend.views import queries
from backend.views.readers import doc
from backend.wire.followups import Certificate, Isolation, Lot, Referral, Sample, Treatment
from backend.wire.process import ActDone, Followed, ManyActs, ManyReport, ManyRow
from backend.wire.views import Crate, Doc, Person

D = TypeVar("D", bound=Doc)
State = Annotated[str | None, QueryParameter(name="state", max_length=20)]
Numbers = QueryParameter(name="number", min_items=1, max_items=200)
MAX_MANY_BYTES = 4 * 1024 * 1024


async def _listed(request: AnyRequest, kind: type[D], state: str | None) -> list[D]:
    async with readers_of(request).snapshot() as db:
        return await queries.listed(db, kind, state)


class _Named(msgspec.Struct):
    """What of an act's body names photos."""

    photos: list[str] = []


async def _heard(request: AnyRequest, rows: Iterable[bytes]) -> None:
    """Have the journal know of photos whose sender was told that they are stored."""
    announcements = cast("Announcements", request.app.state.announcements)
    for raw in rows:
        with suppress(msgspec.DecodeError):  # the act itself says what is wrong with its body
            await announcements.heard(msgspec.json.decode(raw, type=_Named).photos)


async def _entered(request: AnyRequest, act: str) -> tuple[str, int]:
    raw = await read_bytes(request, max_bytes=MAX_JSON_BYTES)
    await _heard(request, [raw])
    return await acting.enter(office_of(request), caller_of(request).user, act, raw)


async def _made(request: AnyRequest, kind: type[D], act: str) -> Response[D]:
    """Do it, and answer with the document that came of it."""
    number, _ = await _entered(request, act)
    return Response(await readers_of(request).need(kind, number), status_code=201)


class ProcessController(Controller):
    """Whoever is signed in may read; who may act is the journal's to say (403 `no_right`)."""

    path = "/api"
    guards = (signed_in,)

    @get("/lots")
    async def lots(self, request: AnyRequest, in_state: State = None) -> list[Lot]:
        return await _listed(request, Lot, in_state)

    @get("/samples")
    async def samples(self, request: AnyRequest, in_state: State = None) -> list[Sample]:
        return await _listed(request, Sample, in_state)

    @get("/referrals")
    async def referrals(self, request: AnyRequest, in_state: State = None) -> list[Referral]:
        return await _listed(request, Referral, in_state)

    @get("/treatments")
    async def treatments(self, request: AnyRequest, in_state: State = None) -> list[Treatment]:
        return await _listed(request, Treatment, in_state)

    @get("/isolations")
    async def isolations(self, request: AnyRequest, in_state: State = None) -> list[Isolation]:
        return await _listed(request, Isolation, in_state)

    @get("/certificates")
    async def certificates(self, request: AnyRequest, in_state: State = None) -> list[Certificate]:
        return await _listed(request, Certificate, in_state)

    @get("/crates/{declaration:str}/{n:int}/followed")
    async def followed(
        self, request: AnyRequest, declaration: FromPath[str], n: FromPath[int]
    ) -> Followed:
        """Errors: 404 `no_such_crate`."""
        key = crate_key(declaration, n)
        async with readers_of(request).snapshot() as db:
            crate = await doc(db, Crate, key)
            if crate is None:
                raise no_such("no_such_crate", "没有这一箱。", "There is no such crate.")
            return Followed(
                lot=await doc(db, Lot, lot_of(crate)),
                samples=await queries.listed(db, Sample, None, key),
                referrals=await queries.listed(db, Referral, None, key),
                treatments=await queries.listed(db, Treatment, None, key),
                isolations=await queries.listed(db, Isolation, None, key),
                certificates=await queries.listed(db, Certificate, None, key),
            )

    @post("/acts/{kind:str}")
    async def act(self, request: AnyRequest, kind: FromPath[str]) -> Response[ActDone]:
        """The body is that of the entry. Errors: 404 `no_such_act`, 400, 403, and 409 with the
        code of the rule that speaks against it."""
        if kind not in acting.ACTS:
            raise _no_act()
        _, pos = await _entered(request, kind)
        return Response(ActDone(pos=pos), status_code=201)

    @post("/acts")
    async def many(
        self, request: AnyRequest, apply: FromQuery[bool] = False
    ) -> Response[ManyReport]:
        """One act of many, all or none: 200 with what speaks against each, 201 once entered.
        Errors: 404 `no_such_act`, 400, 403."""
        asked = await read_json(request, ManyActs, max_bytes=MAX_MANY_BYTES)
        office, user = office_of(request), caller_of(request).user
        if asked.act not in acting.ACTS and asked.act not in acting.NUMBERED:
            raise _no_act()
        await _heard(request, [bytes(row) for row in asked.rows])
        makers = [acting.maker(office, user, asked.act, bytes(row)) for row in asked.rows]
        outcomes = await acting_many.enter_all(office, user, makers, apply)
        rows = [
            ManyRow(number=number or None, reasons=[reason_of(found) for found in against])
            for number, against in outcomes
        ]
        done = apply and not any(row.reasons for row in rows)
        return Response(ManyReport(rows=rows, done=done), status_code=201 if done else 200)

    @post("/samples")
    async def draw(self, request: AnyRequest) -> Response[Sample]:
        return await _made(request, Sample, "samples")

    @post("/treatments")
    async def order(self, request: AnyRequest) -> Response[Treatment]:
        return await _made(request, Treatment, "treatments")

    @post("/isolations")
    async def assign(self, request: AnyRequest) -> Response[Isolation]:
        return await _made(request, Isolation, "isolations")

    @post("/certificates")
    async def issue(self, request: AnyRequest) -> Response[Certificate]:
        return await _made(request, Certificate, "certificates")


class PaperController(Controller):
    """Numbered paper as PDF, the same bytes each time."""

    path = "/api"
    guards = (signed_in,)

    @get("/certificates/{number:str}/pdf")
    async def certificate(self, request: AnyRequest, number: FromPath[str]) -> Response[bytes]:
        """Errors: 404 `no_such_paper`. One that was voided is still shown as it was."""
        found = await readers_of(request).doc(Certificate, number)
        if found is None:
            raise _no_paper()
        return _pdf(await asyncio.to_thread(certificate_pdf, found.body), number)

    @get("/papers")
    async def papers(
        self, request: AnyRequest, numbers: Annotated[list[str], Numbers]
    ) -> Response[bytes]:
        """Several forms as one file to print, in the order asked. Errors: 404 `no_such_paper`."""
        readers = readers_of(request)
        found = [await readers.doc(Certificate, number) for number in numbers]
        known = [one.body for one in found if one is not None]
        if len(known) < len(found):
            raise _no_paper()
        return _pdf(await asyncio.to_thread(certificates_pdf, known), known[0].declaration)

    @get("/samples/{voucher:str}/pdf")
    async def voucher(self, request: AnyRequest, voucher: FromPath[str]) -> Response[bytes]:
        async with readers_of(request).snapshot() as db:
            sample, crates = await _sample(db, voucher)
            people = [
                await doc(db, Person, user) for user in (sample.body.lead, sample.body.second)
            ]
        names = Names({person.id: person.name for person in people if person})
        expo = office_of(request).settings.expo.office
        data = await asyncio.to_thread(voucher_pdf, sample, crates, (expo.zh, expo.en), names)
        return _pdf(data, voucher)

    @get("/samples/{voucher:str}/bags")
    async def bags(self, request: AnyRequest, voucher: FromPath[str]) -> Response[bytes]:
        async with readers_of(request).snapshot() as db:
            sample, crates = await _sample(db, voucher)
        return _pdf(await asyncio.to_thread(bags_pdf, sample, crates), f"{voucher}-bags")


async def _sample(db: aiosqlite.Connection, voucher: str) -> tuple[Sample, list[Crate]]:
    sample = await doc(db, Sample, voucher)
    crates = [await doc(db, Crate, key) for key in sample.crates] if sample else []
    known = [crate for crate in crates if crate is not None]
    if sample is None or not known:
        raise _no_paper()
    return sample, known


def _no_act() -> Exception:
    return no_such("no_such_act", "没有这项办理。", "There is no such act.")


def _no_paper() -> Exception:
    return no_such("no_such_paper", "没有这份单证。", "There is no such paper.")


def _pdf(data: bytes, name: str) -> Response[bytes]:
    headers = {
        "Content-Disposition": f'inline; filename="{name}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(data, media_type="application/pdf", headers=headers)
