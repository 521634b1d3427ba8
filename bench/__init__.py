"""How fast it is, beside what others use for the same work: `make bench`.

Everything runs on this machine in one run and is bounded in count and time; what counts are the
ratios, since absolute figures are those of the machine. Peers are installed under `build/bench`
and never into the product's environment.
"""
