"""/api/push: the office's key, and the address at which a phone takes messages."""

from litestar import Controller, delete, get, put

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, office_of
from backend.api.guards import people_of, signed_in
from backend.api.problems import ProblemError
from backend.desk.webpush import allowed, point, text
from backend.people.subscriptions import Target
from backend.wire.webpush import PushKey, PushSubscription


class PushController(Controller):
    """For phones: a session that was opened at enrolment names the phone."""

    path = "/api/push"
    guards = (signed_in,)

    @get("/key")
    async def key(self, request: AnyRequest) -> PushKey:
        return PushKey(key=text(point(office_of(request).keyring.get("push"))))

    @put("/subscription", status_code=204)
    async def subscribe(self, request: AnyRequest) -> None:
        """The phone's one address from now on. Errors: 403 `no_phone`, `push_service_unknown`."""
        asked = await read_json(request, PushSubscription)
        if not allowed(asked.endpoint, office_of(request).settings.push_hosts):
            raise _unknown_service()
        target = Target(asked.endpoint, asked.p256dh, asked.auth)
        await people_of(request).subscribe(caller_of(request).user, _phone(request), target)

    @delete("/subscription")
    async def unsubscribe(self, request: AnyRequest) -> None:
        await people_of(request).unsubscribe(_phone(request))


def _phone(request: AnyRequest) -> str:
    dev = caller_of(request).dev
    if dev is None:
        raise ProblemError(
            403,
            "no_phone",
            "消息提醒只发给登记过的手机。",
            "Messages go to enrolled phones only.",
            "请在登记过的手机上打开。",
            "Turn them on on an enrolled phone.",
        )
    return dev


def _unknown_service() -> ProblemError:
    return ProblemError(
        403,
        "push_service_unknown",
        "本单位没有启用这个浏览器的推送服务。",
        "The push service of this browser is not one that this office uses.",
        "请照常同步；需要时请管理员在设置 push_hosts 中加入。",
        "Sync as usual; an administrator can add it to the setting push_hosts.",
    )
