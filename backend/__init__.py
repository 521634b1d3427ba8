"""Greenlane: the journal of an expo's quarantine green lane, and the desk around it."""

__version__ = "0.1.0"
