"""A notice that an office laid out itself in Word: 模板/表扬.docx with {{ 单位.名称 }} in it, filled in by docxtpl.

Runs in the templates' own process (:mod:`kaohe_xl.templating.worker`): whoever wrote the file sees only its data.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from docxtpl import DocxTemplate
from lxml.etree import XMLSyntaxError

from kaohe_xl.templating.sandbox import Sandbox

FILLER = "kaohe_xl.letters.word_template:fill"


def fill(file: bytes, data: Mapping[str, Any], sandbox: Sandbox) -> bytes:
    """The file with its tags filled in.

    Raises:
        ValueError: not a Word file, or one whose tags leave no sound XML behind.
        And whatever the sandbox raises.
    """
    filled = BytesIO()
    try:
        template = DocxTemplate(BytesIO(file))
        template.render(dict(data), jinja_env=sandbox)
        template.save(filled)
    except (BadZipFile, KeyError, XMLSyntaxError) as error:
        raise ValueError(f"不是完好的 .docx 文件（{error}）") from None
    return filled.getvalue()
