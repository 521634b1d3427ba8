"""What holds for every test."""

from hypothesis import settings

# How long an example takes says how busy the machine is, not whether the product is right.
settings.register_profile("greenlane", deadline=None, print_blob=True)
settings.load_profile("greenlane")
