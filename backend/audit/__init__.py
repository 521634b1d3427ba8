"""Proves a journal again from its bytes, and packs evidence that others can prove by themselves.

Guarantees: nothing is written; nothing derived is believed (columns, tiles, views are each held
against the signed strings); every finding names what differs and where, in plain words.
"""
