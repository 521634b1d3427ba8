"""The one page that a phone opens without encryption: how to trust the authority, and its file."""

from collections.abc import Awaitable, Callable, MutableMapping
from html import escape
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding

from backend.lan.authority import Authority

Message = MutableMapping[str, Any]
App = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]
FILE: Final = "/greenlane-ca.crt"
_PAGE: Final = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>绿色通道 Greenlane</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 18px/1.6 system-ui, sans-serif; margin: 0 auto; max-width: 34rem; padding: 1.5rem; }}
h1 {{ font-size: 1.4rem; }}
li {{ margin: 0 0 1rem; }}
a.go {{ border: 2px solid; border-radius: 12px; display: block; font-weight: 600; margin: .75rem 0;
  min-height: 56px; line-height: 52px; text-align: center; text-decoration: none; }}
code {{ font-size: .8rem; overflow-wrap: anywhere; }}
small {{ opacity: .8; }}
</style>
<h1>在手机上试用绿色通道<br><span lang="en">Greenlane on this phone</span></h1>
<p>浏览器只在加密的页面上允许使用摄像头和离线功能，所以要先信任这台电脑的证书。它只对局域网地址有效。<br>
<span lang="en">A browser allows camera and offline use on encrypted pages alone, so first trust
this computer's certificate. It is good for addresses of private networks only.</span></p>
<ol>
<li>下载证书 <span lang="en">Download the certificate</span>
<a class="go" href="{file}">证书 Certificate</a></li>
<li>安装并信任 <span lang="en">Install and trust it</span><br>
<small>Android：设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书。<br>
iPhone：设置 → 已下载描述文件 → 安装；再到 通用 → 关于本机 → 证书信任设置 打开。<br>
<span lang="en">Android: Settings → Security → Encryption &amp; credentials → Install a
certificate → CA certificate. iPhone: Settings → Profile Downloaded → Install, then General →
About → Certificate Trust Settings.</span></small></li>
<li>打开 <span lang="en">Open</span>
<a class="go" href="{url}">{url}</a>
<small>然后用手机扫描终端里的登记码。 <span lang="en">Then scan the enrolment code that the terminal
shows.</span></small></li>
</ol>
<p><small>证书指纹 <span lang="en">Fingerprint</span> (SHA-256)</small><br>
<code>{fingerprint}</code></p>
"""


def page(authority: Authority, url: str) -> App:
    """An ASGI app: the page at `/`, the certificate at FILE, nothing else."""
    html = _PAGE.format(file=FILE, url=escape(url), fingerprint=authority.fingerprint)
    answers = {
        "/": (b"text/html; charset=utf-8", html.encode()),
        FILE: (b"application/x-x509-ca-cert", authority.certificate.public_bytes(Encoding.DER)),
    }

    async def app(
        scope: Message,
        _: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        if scope["type"] != "http":
            return
        kind, body = answers.get(scope["path"], (b"text/plain", b""))
        headers = [
            (b"content-type", kind),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
        ]
        status = 200 if body else 404
        await send({"type": "http.response.start", "status": status, "headers": headers})
        sent = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": sent})

    return app
