"""Fails when something that ships is under a licence the product may not carry.

Looks at the packages of requirements.lock, as installed, and at the production packages of
pwa/package-lock.json. GPL and AGPL are refused; LGPL is allowed, since both are used as
libraries that anybody can replace. A package that names no licence at all is refused too.
"""

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFUSED = re.compile(
    r"\bA?GPL|(?<!Lesser )(?<!Library )General Public License|Affero", re.IGNORECASE
)

SAID_ELSEWHERE = {"node_modules/combine-errors": "MIT"}  # only its readme says so


def python_packages() -> dict[str, str]:
    """Licences of the locked run-time packages that are installed here, by name."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    licences = {}
    for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE):
        try:
            about = metadata(name).json
        except PackageNotFoundError:  # for another platform
            continue
        classifiers = [c for c in about.get("classifier", []) if c.startswith("License ::")]
        named = about.get("license_expression") or "; ".join(classifiers)
        licences[name] = str(named or about.get("license", "")).split("\n")[0]
    return licences


def npm_packages() -> dict[str, str]:
    """Licences of the npm packages that end up in the built front end, by path."""
    lock = json.loads((ROOT / "pwa" / "package-lock.json").read_text("utf-8"))
    return {
        path: str(package.get("license") or SAID_ELSEWHERE.get(path, ""))
        for path, package in lock["packages"].items()
        if path and not package.get("dev")
    }


def refused(licence: str) -> bool:
    """Whether there is no choice of a licence that the product may carry."""
    choices = re.split(r"\s+OR\s+|; ", licence.strip("()"))
    return not licence or all(REFUSED.search(choice) for choice in choices)


def main() -> int:
    """Print every refused package. Return an exit code."""
    packages = python_packages() | npm_packages()
    bad = {name: licence for name, licence in packages.items() if refused(licence)}
    for name, licence in sorted(bad.items()):
        print(f"{name}: {licence or 'names no licence'}: may not ship", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
