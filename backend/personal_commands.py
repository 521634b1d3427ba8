"""The command line's verb about personal values.

Exit status: 0 deleted, 1 refused and nothing deleted, 2 bad usage.
"""

import argparse
import sys

import msgspec

from backend.api.objected import objected
from backend.commands import FAILED, OK, USAGE, at_the_office
from backend.desk.office import Office
from backend.desk.parcels import Parcels
from backend.desk.redacting import NothingToRedact, OtherFieldsError, redact
from backend.journal.append import Objected
from backend.people import People
from backend.rules.state import SYSTEM
from backend.views.readers import Readers
from backend.wire.base import EntryId, LongText


def redact_entry(args: argparse.Namespace) -> int:
    """Delete the personal values beside an entry, as an administrator does at the desk."""
    if not (args.data / "journal.db").exists():
        print(f"{args.data} 中没有作业日志。 There is no journal in {args.data}.", file=sys.stderr)
        return USAGE
    try:
        entry = msgspec.convert(args.entry.lower(), EntryId)
        reason = msgspec.convert(args.reason.strip(), LongText)
    except msgspec.ValidationError:
        print(
            "请写完整的记录编号（形如 01a0b1c2-0000-7000-8000-000000000000）和理由。\n"
            "Give the whole id of the entry (such as 01a0b1c2-0000-7000-8000-000000000000) and a "
            "reason.",
            file=sys.stderr,
        )
        return USAGE
    fields = frozenset(field.rpartition(".")[2] for field in args.fields)

    async def work(office: Office, _: People) -> int:
        readers = Readers(office.journal.path)
        await readers.open()
        try:
            parcels = Parcels(args.data / "parcels")
            actor = args.user or SYSTEM
            return await redact(office, readers, parcels, actor, entry, reason, fields)
        finally:
            await readers.close()

    try:
        gone = at_the_office(args, work)
    except (NothingToRedact, OtherFieldsError, Objected) as error:
        print(_why_not(error), file=sys.stderr)
        return FAILED
    print(
        f"已遮盖 {gone} 项（{'、'.join(sorted(fields))}），无法恢复；记录、签名和存证不变。"
        f"此前的备份和证据包中仍有，请按期销毁。\n"
        f"Redacted {gone} ({', '.join(sorted(fields))}) for good; entry, signature and proof stay. "
        "Earlier backups and evidence bundles still hold it: destroy them in time."
    )
    return OK


def _why_not(error: NothingToRedact | OtherFieldsError | Objected) -> str:
    if isinstance(error, Objected):
        return objected(error).detail
    if isinstance(error, OtherFieldsError):
        names = " ".join(error.names)
        return (
            f"未遮盖：该记录的个人信息为 {names}，须一并遮盖，请全部写明。\n"
            f"Nothing was redacted: the personal values of this entry are {names}. They go "
            "together: name all of them."
        )
    return (
        "未遮盖：该记录没有个人信息，或已遮盖。请核对记录编号。\n"
        "Nothing was redacted: this entry has no personal value, or none any more. Check its id."
    )
