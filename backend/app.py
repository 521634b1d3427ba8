"""Composition root: puts the parts of an installation together and serves them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.types import Method
from litestar.types.internal_types import PathParameterDefinition

from backend import __version__
from backend.api.checklists import ChecklistController
from backend.api.context import on_busy
from backend.api.crates import CrateController
from backend.api.disputes import DisputeController, status
from backend.api.entries import EntryController
from backend.api.evidence import evidence
from backend.api.expo import clocks, expo, health
from backend.api.exports import ExportController
from backend.api.guards import SessionMiddleware
from backend.api.handovers import HandoverController
from backend.api.imports import ImportController, PestListController
from backend.api.labels import LabelController
from backend.api.log import LogController
from backend.api.objected import on_objected
from backend.api.paging import on_bad_cursor
from backend.api.parcels import ParcelController
from backend.api.people import PeopleController, enrol
from backend.api.photos import PhotoController
from backend.api.portkeys import KeyController, OfflineController
from backend.api.problems import PROBLEM_HANDLERS
from backend.api.process import PaperController, ProcessController
from backend.api.quarantine import QuarantineController
from backend.api.recordsheets import RecordSheetController
from backend.api.redaction import redaction
from backend.api.scans import ScanController
from backend.api.scratch import tidy
from backend.api.security import secured
from backend.api.sessions import SessionController
from backend.api.static import page
from backend.api.status import label_status
from backend.api.throttle import Throttle
from backend.api.unsent import UnsentController
from backend.api.webpush import PushController
from backend.desk import devices
from backend.desk.attesting import photos_stored, unattested
from backend.desk.disputes import Watch
from backend.desk.keyring import Keyring
from backend.desk.notifying import Notifier
from backend.desk.office import Office
from backend.desk.parcels import Parcels
from backend.desk.printing import Runs
from backend.journal.append import Objected
from backend.journal.clock import Clock, now
from backend.journal.journal import Journal, Keys
from backend.journal.sealing import DeskKey
from backend.journal.writer import Busy
from backend.people import People
from backend.photos import Announcements, PhotoStore, WrongHashError
from backend.settings import Settings
from backend.views.devices import DeviceKeys
from backend.views.paging import BadCursor
from backend.views.readers import Readers
from backend.wire.views import Person

_log = structlog.get_logger(__name__)
PLAIN = "uncompressed"
"""Option of handlers whose answers are compressed already, or change size by the byte."""
BINARY = Router(
    "/",
    route_handlers=[
        PhotoController,
        LabelController,
        HandoverController,
        PaperController,
        ExportController,
        evidence,
        page,
    ],
    opt={PLAIN: True},
)
PUBLIC = Router("/", route_handlers=[label_status])
JSON = Router(
    "/",
    route_handlers=[
        EntryController,
        ChecklistController,
        CrateController,
        DisputeController,
        ImportController,
        KeyController,
        LogController,
        OfflineController,
        ParcelController,
        PeopleController,
        PestListController,
        ProcessController,
        PushController,
        QuarantineController,
        RecordSheetController,
        ScanController,
        SessionController,
        UnsentController,
        clocks,
        enrol,
        redaction,
        expo,
        health,
        status,
    ],
)


def open_office(settings: Settings, data: Path, clock: Clock = now) -> Office:
    """The office over a data folder, made on first use; close its journal afterwards."""
    data.mkdir(parents=True, exist_ok=True)
    keyring = Keyring(data / "keys")
    keys = Keys(DeskKey(keyring.get("desk")), keyring.log())
    journal = Journal(data / "journal.db", keys, settings.expo.host, clock)
    office = Office(settings, journal, keyring, clock)
    office.furnish()
    return office


def create_app(settings: Settings, data: Path) -> Litestar:
    """The server of one installation. Nothing is opened before it starts."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        office = open_office(settings, data)
        readers = Readers(office.journal.path)
        people = People(data / "people.db")
        await readers.open()
        await people.open()
        app.state.update(_state(office, readers, people, data))
        await _attest_photos(app)
        await app.state.photo_store.ready()
        await devices.complete(office, readers)
        await app.state.runs.open(office)
        await app.state.notifier.open()
        tidy(data)
        try:
            yield
        finally:
            await app.state.notifier.close()
            await app.state.announcements.close()
            await app.state.runs.close()
            await readers.close()
            await people.close()
            office.journal.close()

    return Litestar(
        route_handlers=[JSON, BINARY, PUBLIC],
        lifespan=[lifespan],
        middleware=[SessionMiddleware()],
        before_send=[secured],
        exception_handlers={
            **PROBLEM_HANDLERS,
            Objected: on_objected,
            Busy: on_busy,
            BadCursor: on_bad_cursor,
        },
        compression_config=CompressionConfig(
            backend="brotli",
            brotli_quality=4,  # of all, the fastest to a phone over 2 Mbit/s
            gzip_compress_level=2,
            minimum_size=1000,
            exclude_opt_key=PLAIN,
        ),
        openapi_config=OpenAPIConfig(
            title="Greenlane", version=__version__, operation_id_creator=_operation_id
        ),
        state=State(),
    )


async def _attest_photos(app: Litestar) -> None:
    """Journal photos that are on disk and not yet told of, as after a crash or a restore; what
    the power took the bytes of is an upload again, and its phone sends it anew."""
    store: PhotoStore = app.state.photo_store
    photos = await asyncio.to_thread(lambda: list(store.stored()))
    for photo in await unattested(app.state.office, photos):
        try:
            await app.state.announcements.soon(photo)
        except WrongHashError:
            _log.warning("photo not whole, to be sent again", sha256=photo.sha256)
    await app.state.announcements.settled()


def _operation_id(
    handler: HTTPRouteHandler,
    method: Method | HttpMethod,
    path: list[str | PathParameterDefinition],
) -> str:
    """Unique also where one handler answers several addresses."""
    names = [part if isinstance(part, str) else part.name for part in path]
    return "_".join([str(method).rpartition(".")[2].lower(), *names, handler.handler_name])


def _state(office: Office, readers: Readers, people: People, data: Path) -> dict[str, Any]:
    async def person_lookup(user: str) -> Person | None:
        return await readers.doc(Person, user)

    store = PhotoStore(data, max_bytes=office.settings.limits.photo_bytes)
    return {
        "data": data,
        "packing": asyncio.Lock(),
        "office": office,
        "readers": readers,
        "people": people,
        "watch": Watch(office, readers),
        "notifier": Notifier(office, readers, people),
        "throttle": Throttle(),
        "parcels": Parcels(data / "parcels"),
        "parcel_throttle": Throttle(),
        "device_keys": DeviceKeys(readers),
        "person_lookup": person_lookup,
        "rights_version": lambda: office.journal.rights_version,
        "photo_store": store,
        "announcements": Announcements(store, partial(photos_stored, office)),
        "runs": Runs(data / "prints"),
    }


def openapi_paths() -> dict[str, Any]:
    """Litestar's paths, for `backend.schema`."""
    from backend.settings import load

    paths: dict[str, Any] = create_app(load(), Path()).openapi_schema.to_schema()["paths"]
    return paths
