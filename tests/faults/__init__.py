"""What goes wrong at an expo, done on purpose: lines that break, power that fails, disks that
fill, people who forge. After each, what was acknowledged must be there, once, unaltered.

Short here, long under `make soak`; docs/testing.md says what each proves.
"""
