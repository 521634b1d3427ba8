"""The special label (专用标识): make it, print it, read it and judge it, with no network.

A library and a command line (`python -m labels`) that need nothing else of Greenlane: a port with
a printer and a key file can use them alone.
"""
