"""The only writer of entries.

Guarantees: an answer is given only after its entry is on disk (WAL, synchronous=FULL); entry,
verdict and views change in one transaction; what was stored is never changed or deleted.
Losing the journal loses the evidence: it is the one file that must be backed up.
"""
