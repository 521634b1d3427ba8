"""The special label: how fast many are made, and how well a code is read that has suffered."""
