"""The sandbox itself: what a template may do, and what stops it. Imported by the worker process only.

jinja2's sandbox keeps a template away from Python's insides. Beyond that nothing here may grow without bound: every
way to make a long text (repetition, joining, formatting, capturing) is either limited or absent.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import TracebackType
from typing import Any, ClassVar

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
    pass_environment,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError, TemplateRuntimeError, UndefinedError
from jinja2.filters import make_attrgetter
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST = 400_000  # characters of one rendered text, and of any text on the way to it
LONGEST_FILE = 20_000_000  # characters of XML in one filled-in Word file
_MOST_BITS = 1024  # of a power
# filters of jinja2 that cannot make more than they are given
_FILTERS = (
    "abs", "batch", "capitalize", "count", "d", "default", "dictsort", "first", "float", "groupby", "int", "items",
    "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "round", "select",
    "selectattr", "slice", "sort", "string", "sum", "title", "trim", "truncate", "unique", "upper", "wordcount",
)  # fmt: skip
_TEXT_METHODS = frozenset((
    "strip", "lstrip", "rstrip", "startswith", "endswith", "split", "rsplit", "splitlines", "partition", "rpartition",
    "upper", "lower", "count", "find", "removeprefix", "removesuffix", "isdigit", "isnumeric",
))  # fmt: skip
_METHODS: Mapping[type, frozenset[str]] = {
    str: _TEXT_METHODS,
    list: frozenset(("count", "index")),
    tuple: frozenset(("count", "index", "grouper", "list")),  # the last two: what groupby gives
    dict: frozenset(("items", "keys", "values", "get")),
    int: frozenset(),
    float: frozenset(),
    Decimal: frozenset(),
    bytes: frozenset(),
}


_REACHED = re.compile(r"access to attribute '(\w+)' of .* is unsafe")


class TooLong(Exception):  # noqa: N818 - says what it is
    """The text, or a part of it, is longer than allowed."""


class UnknownVariable(StrictUndefined):
    """A name that the data does not have: using it names the name."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        if self._undefined_exception is SecurityError or not self._undefined_name:
            return str(super()._undefined_message)
        return UNKNOWN_SIGN + str(self._undefined_name)


UNKNOWN_SIGN = "\x00unknown\x00"  # jinja2 only carries a message; this tells ours from its own


class _Generator(CodeGenerator):
    """``a ~ b`` through a function that counts."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - jinja2's name
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class Sandbox(ImmutableSandboxedEnvironment):
    """Renders the given sources and nothing else; no file can be reached."""

    intercepted_binops = frozenset(("*", "**", "%", "+"))
    code_generator_class = _Generator

    _Check = Callable[[Any, Any], None]

    def __init__(
        self,
        sources: Mapping[str, str],
        filters: Mapping[str, Callable[..., Any]],
        longest: int = LONGEST,
        escape: bool = False,
    ) -> None:
        def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            return (sources[name], name, lambda: True) if name in sources else None

        super().__init__(
            loader=FunctionLoader(load),
            undefined=UnknownVariable,
            autoescape=escape,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            optimized=False,
        )
        self.filters = {name: self.filters[name] for name in _FILTERS} | {
            "join": _join,
            "replace": _replace,
            **filters,
        }
        self.longest = longest
        self.concat = self.joined  # type: ignore[method-assign]  # jinja2 calls it for everything it puts together
        self.globals = {name: self.globals[name] for name in ("range", "namespace", "dict")}

    def joined(self, parts: Iterable[object]) -> str:
        """Texts put together, as long as the result is not too long."""
        texts = [str(part) for part in parts]
        if sum(map(len, texts)) > self.longest:
            raise TooLong
        return "".join(texts)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        for kind, allowed in _METHODS.items():
            if isinstance(obj, kind):
                return attr in allowed
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """No ``'{:1000000d}'.format(…)``: it is treated like any other method that is not on the list."""

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        self._CHECKS[operator](left, right)
        return super().call_binop(context, operator, left, right)

    @staticmethod
    def _times(left: Any, right: Any) -> None:
        for text, count in ((left, right), (right, left)):
            if isinstance(text, str | list | tuple) and isinstance(count, int) and len(text) * count > LONGEST:
                raise TooLong

    @staticmethod
    def _power(left: Any, right: Any) -> None:
        bits = left.bit_length() if isinstance(left, int) else 1
        if not abs(right) * max(bits, 1) <= _MOST_BITS:
            raise SecurityError("乘方的结果太大")

    @staticmethod
    def _modulo(left: Any, right: Any) -> None:
        if isinstance(left, str):
            raise SecurityError("不能用 % 拼写文字")

    @staticmethod
    def _plus(left: Any, right: Any) -> None:
        for kind in (str, list, tuple):
            if isinstance(left, kind) and isinstance(right, kind) and len(left) + len(right) > LONGEST:
                raise TooLong

    _CHECKS: ClassVar[Mapping[str, _Check]] = {"*": _times, "**": _power, "%": _modulo, "+": _plus}


@pass_environment
def _join(environment: Environment, value: Iterable[Any], d: str = "", attribute: str | None = None) -> str:
    """``|join``, counting."""
    get = make_attrgetter(environment, attribute) if attribute else str
    parts = [str(get(each)) for each in value]
    if sum(map(len, parts)) + len(str(d)) * len(parts) > LONGEST:
        raise TooLong
    return str(d).join(parts)


def _replace(text: str, old: str, new: str) -> str:
    """``|replace``, counting."""
    whole = str(text)
    if len(whole) + whole.count(old) * (len(new) - len(old)) > LONGEST:
        raise TooLong
    return whole.replace(old, new)


def render(sandbox: Sandbox, name: str, data: Mapping[str, Any]) -> str:
    """The text of one template. Raises whatever goes wrong; :func:`describe` puts it into words."""
    pieces: list[str] = []
    size = 0
    for piece in sandbox.get_template(name).generate(data):
        size += len(piece)
        if size > sandbox.longest:
            raise TooLong
        pieces.append(piece)
    return "".join(pieces)


FAILURES = (
    TemplateRuntimeError, TemplateSyntaxError, TemplateNotFound, TooLong, MemoryError, RecursionError, ArithmeticError,
    TypeError, ValueError, LookupError, AttributeError,
)  # fmt: skip
"""What a template's own mistake can raise."""


def describe(error: BaseException, name: str, sources: Mapping[str, str]) -> dict[str, Any]:
    """What went wrong, as plain data: kind, template, line, and words or the unknown variable."""
    where = _last_line(error.__traceback__, sources)
    template, line = where if where else (name, 0)
    found: dict[str, Any] = {"template": template, "line": line, "problem": str(error) or type(error).__name__}
    if isinstance(error, TemplateSyntaxError):
        return {**found, "kind": "syntax", "template": error.name or template, "line": error.lineno}
    if isinstance(error, TooLong | MemoryError):
        return {**found, "kind": "long"}
    if isinstance(error, SecurityError):
        reached = _REACHED.search(str(error))
        return {**found, "kind": "forbidden", "problem": f"取“{reached[1]}”" if reached else str(error)}
    if isinstance(error, TemplateNotFound):
        return {**found, "kind": "forbidden", "problem": f"引用了没有提供的“{error.name}”"}
    if isinstance(error, UndefinedError) and UNKNOWN_SIGN in str(error):
        return {**found, "kind": "unknown", "variable": str(error).split(UNKNOWN_SIGN)[1]}
    return {**found, "kind": "failed"}


def _last_line(trace: TracebackType | None, sources: Mapping[str, str]) -> tuple[str, int] | None:
    """The innermost template line that was being rendered."""
    lines = [(frame.filename, frame.lineno or 0) for frame in traceback.extract_tb(trace) if frame.filename in sources]
    return lines[-1] if lines else None
