"""Fixtures for all tests."""

from __future__ import annotations

import pytest

from tests.support.libreoffice import Office, require_office


@pytest.fixture(scope="session")
def soffice() -> Office:
    """LibreOffice: ``soffice.recalculate(path) -> Path``. Mark tests that use it with ``libreoffice``."""
    return require_office()
