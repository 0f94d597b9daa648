"""What tabs show → HTML. Everything is escaped; a template gets plain values and computes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kaohe_xl.base.exact import decimal_text
from kaohe_xl.base.finding import Finding, Severity
from kaohe_xl.page.tabs import ALL

_SIGNS = {Severity.ERROR: "✕", Severity.WARNING: "！", Severity.NOTE: "i"}
_ORDER = tuple(_SIGNS)


def shown(value: object) -> str:
    """A figure as people read it: no trailing zeros, no exponent; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return decimal_text(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def score(value: Decimal | Fraction | int, digits: int) -> str:
    """A score with as many decimals as the scheme has; one that has more is shown whole, never rounded twice."""
    if isinstance(value, Fraction) or (isinstance(value, Decimal) and value != round(value, digits)):
        return shown(value)
    return f"{Decimal(value):.{digits}f}"


def _sign(severity: Severity) -> str:
    return _SIGNS[severity]


def _sorted(found: Sequence[Finding]) -> list[Finding]:
    return sorted(found, key=lambda each: _ORDER.index(each.severity))


def link(address: str, /, **words: str) -> str:
    """An address with its query."""
    return f"{address}?{urlencode(words)}"


_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters.update(shown=shown, score=score, sign=_sign, worst_first=_sorted)
_TEMPLATES.globals.update(tabs=ALL, link=link)


def page(request: Request, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
    """A whole page from a template of ``templates/``."""
    known = {"opened": None, "tab": None, "told": None, **values}
    return HTMLResponse(_TEMPLATES.get_template(template).render(known), status)
