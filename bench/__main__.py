"""`python -m bench [push pull photos audit growth labels scan phone]`: measure these, or all."""

import sys
from collections.abc import Callable, Sequence

from bench import audit, growth, phone, photos, pull, push, scan
from bench.labels import speed
from bench.priority import prefer
from bench.progress import say
from bench.report import FILE, Section, keep, kept, terminal, write
from bench.scale import Scale, chosen

PARTS: dict[str, Callable[[Scale], Section]] = {
    "push": push.measure,
    "pull": pull.measure,
    "photos": photos.measure,
    "audit": audit.measure,
    "growth": growth.measure,
    "labels": speed.measure,
    "scan": scan.measure,
    "phone": phone.measure,
}


def main(names: Sequence[str]) -> int:
    """Measures, prints, writes the document. 1 where a target was missed, 2 for an unknown name."""
    unknown = set(names) - set(PARTS)
    if unknown:
        print(f"无此部分 No such part: {', '.join(sorted(unknown))}. ", file=sys.stderr)
        print(f"可选 There are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    scale = chosen()
    prefer()
    missed = 0
    for name in names or list(PARTS):
        say(f"{name} ({scale.name})")
        section = PARTS[name](scale)
        keep(section)
        print(terminal(section), flush=True)
        missed += sum(not ratio.met for ratio in section.ratios)
    write(kept(list(PARTS)))
    say(f"→ {FILE.name}")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
