"""The templates, and the NHS components that they may use."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, Environment, PackageLoader, StrictUndefined

from services.gateway.pages import account
from services.gateway.pages.assets import asset

# Without trimming, most of a page would be white space.
_environment = partial(Environment, autoescape=True, trim_blocks=True, lstrip_blocks=True)

# Components leave out what they were not given; our templates must name what exists.
_components = _environment(loader=PackageLoader("nhsuk_frontend_jinja"), undefined=ChainableUndefined)
_pages = _environment(loader=PackageLoader("services.gateway.pages"), undefined=StrictUndefined)


NAVIGATION = (
    ("/", "Overview"),
    ("/projects", "Register"),
    ("/learning", "Learning"),
    ("/sessions", "Training and events"),
    ("/agreement", "Agreement"),
    ("/snapshots", "What boards saw"),
    ("/wall", "Wall"),
    ("/record", "Record"),
    ("/submissions", "Your organisation"),
)


def page(template: str, status: int, **shown: object) -> HTMLResponse:
    """What a page shows depends on who asks, so only their own browser may keep it."""
    return HTMLResponse(
        _pages.get_template(template).render(**shown),
        status_code=status,
        headers={"Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization"},
    )


def fragment(template: str, macro: str, *given: object) -> str:
    """Return a part of a page, as the page itself has it."""
    return str(getattr(_pages.get_template(template).module, macro)(*given)).strip()


def _component(folder: str, macro: str) -> object:
    path = f"nhsuk/components/{folder}/macro.jinja"
    return getattr(_components.get_template(path).module, macro)


_FORM_PARTS: Mapping[str, Any] = {
    "checkboxes": _component("checkboxes", "checkboxes"),
    "date_input": _component("date-input", "dateInput"),
    "input": _component("input", "input"),
    "radios": _component("radios", "radios"),
    "select": _component("select", "select"),
    "textarea": _component("textarea", "textarea"),
}
"""What questions of forms are made of."""

_pages.globals |= {
    "account": account.shown,
    "home": "/",
    "asset": asset,
    "breadcrumb": _component("breadcrumb", "breadcrumb"),
    "button": _component("button", "button"),
    "component": lambda name, given: _FORM_PARTS[name](given),
    "error_summary": _component("error-summary", "errorSummary"),
    "file_upload": _component("file-upload", "fileUpload"),
    "footer": _component("footer", "footer"),
    "input": _component("input", "input"),
    "select": _component("select", "select"),
    "navigation": NAVIGATION,
    "skip_link": _component("skip-link", "skipLink"),
    "summary_list": _component("summary-list", "summaryList"),
}
