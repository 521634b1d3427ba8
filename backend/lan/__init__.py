"""Serving phones on the same network: an authority of its own, and the page that has it trusted."""

from backend.lan.addresses import NoAddressError, chosen
from backend.lan.authority import Authority
from backend.lan.hosting import Door, serve
from backend.lan.trust import page

__all__ = ["Authority", "Door", "NoAddressError", "chosen", "page", "serve"]
