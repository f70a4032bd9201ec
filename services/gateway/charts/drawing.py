"""Every drawing as one SVG string: the same for the page, a picture, a report and a slide.

Colours and letters are attributes, so that no renderer needs a style sheet; classes let a page's style sheet go over
them, for print, forced colours and the eye of the keyboard.
"""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

LETTERS = "Arial, Liberation Sans, Helvetica, sans-serif"

_environment = Environment(
    loader=PackageLoader("services.gateway.charts"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_environment.globals["letters"] = LETTERS


@cache
def template(name: str) -> Template:
    return _environment.get_template(name)
