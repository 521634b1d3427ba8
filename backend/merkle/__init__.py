"""The arithmetic of the log: RFC 9162 tree heads, inclusion and consistency proofs.

Guarantee: pure functions on bytes; a proof that verifies here verifies in any implementation of
RFC 9162, and there is one proof for each pair of sizes.
"""

from backend.merkle.proofs import (
    consistency,
    inclusion,
    verify_consistency,
    verify_inclusion,
)
from backend.merkle.tree import EMPTY_ROOT, Node, complete, leaf_hash, node_hash, peaks, root

__all__ = [
    "EMPTY_ROOT",
    "Node",
    "complete",
    "consistency",
    "inclusion",
    "leaf_hash",
    "node_hash",
    "peaks",
    "root",
    "verify_consistency",
    "verify_inclusion",
]
