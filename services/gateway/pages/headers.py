"""The headers that keep a page to itself: its own resources, frame and origin."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action {}; frame-ancestors 'none'"
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


class SecurityHeaders:
    """Middleware that adds them to every answer that has not said otherwise.

    `forms_to` are the other origins that a form may lead to, also by a redirect after it.
    """

    def __init__(self, app: ASGIApp, forms_to: Sequence[str] = (), *, over_https: bool = False) -> None:
        self.app = app
        headers = {"Content-Security-Policy": POLICY.format(" ".join(("'self'", *forms_to))), **SECURITY_HEADERS}
        if over_https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        self.headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in self.headers if one[0] not in said)]
            await send(message)

        await self.app(scope, receive, send_with_headers)
