"""Every struct that crosses the network or is signed into the journal.

Types are written here once: `backend.schema` turns them into `openapi.json`, from which the
front end's types are generated. Changing a published kind means a new `kv`, never an edit.
"""
