"""Composition root."""
from typing import Any


def openapi_paths() -> dict[str, Any]:
    return {}
