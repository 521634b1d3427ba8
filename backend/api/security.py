"""Security headers on every answer."""

from litestar.types import Message, Scope

# wasm: the code reader. blob: photos and PDFs that never leave the page. No inline script.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "worker-src 'self'",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


_READY = {
    name.lower().encode(): (name.lower().encode(), value.encode())
    for name, value in _HEADERS.items()
}


async def secured(message: Message, _: Scope) -> None:
    """Litestar's `before_send`: adds what an answer does not set itself, errors included."""
    if message["type"] == "http.response.start":
        headers = list(message["headers"])
        said = {name.lower() for name, _ in headers}
        headers += [header for name, header in _READY.items() if name not in said]
        message["headers"] = headers
