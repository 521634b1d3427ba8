"""Derived tables: documents as rows, written by one projector and read by plain queries.

Losing them costs a rebuild, never a fact.
"""
