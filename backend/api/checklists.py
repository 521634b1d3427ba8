"""/api/checklists: every version of every list, and edits to preview and publish."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of
from backend.api.guards import needs, signed_in
from backend.api.problems import ProblemError, of_status
from backend.desk.checklists import NoSuchListError, OutdatedEditError, edit_checklist, told
from backend.wire.checklistdesk import ChecklistEdit, ChecklistReport, ChecklistVersion
from backend.wire.views import ChecklistDoc, Person


class ChecklistController(Controller):
    """Read by all who are signed in, edited by administrators."""

    path = "/api/checklists"

    @get(guards=[signed_in])
    async def versions(self, request: AnyRequest) -> list[ChecklistVersion]:
        readers = readers_of(request)
        return told(await readers.docs(ChecklistDoc), await readers.docs(Person))

    @post("/{id_:str}", guards=[needs("administrator")])
    async def edit(
        self, request: AnyRequest, id_: FromPath[str], apply: FromQuery[bool] = False
    ) -> Response[ChecklistReport]:
        """200 with a preview, 201 once published. Errors: 404, 409 `checklist_moved_on`."""
        asked, caller = await read_json(request, ChecklistEdit), caller_of(request)
        try:
            report = await edit_checklist(office_of(request), caller.user, id_, asked, apply)
        except NoSuchListError as error:
            raise of_status(404) from error
        except OutdatedEditError as error:
            raise _moved_on(error.newest) from error
        return Response(report, status_code=201 if report.done else 200)


def _moved_on(newest: int) -> ProblemError:
    return ProblemError(
        409,
        "checklist_moved_on",
        f"他人已发布第 {newest} 版，您的修改基于旧版，没有发布。",
        f"Version {newest} was published meanwhile; your edit of an older one was not.",
        "修改仍留在本页。请载入新版，再改一次。",
        "Your edit is still on this page. Load the new version and edit again.",
    )
