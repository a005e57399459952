"""The versions the project works with. Needs only the standard library and pip.

    python tools/versions.py constraints
    python tools/versions.py newest|oldest [PYTHON...] [PYTEST ARGUMENT...]

constraints    writes constraints.txt: name==version of everything that tools/setup.py installs for any target of the Makefile
newest         runs the tests on the newest versions that pyproject.toml allows
oldest         runs them on the lowest versions of what the project itself names; what those need in turn is as new as may be

The latter two make an environment for each Python, such as 3.11; without any, for each supported one that is at hand.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from setup import CONSTRAINTS, EXTRAS, ROOT, install, project, python_of

_BOUND = re.compile(r"([A-Za-z0-9._-]+)>=([0-9.]+)")
_NAMED = ("PYENV_VERSION",)
"""What chooses among several versions of Python behind one name, where a tool for that is at hand."""


def main(what: str = "", *arguments: str) -> None:
    """Do one of the three. Exits with 1 when the tests fail on a Python, or cannot run there."""
    if what not in ("constraints", "newest", "oldest"):
        sys.exit(__doc__)
    named = [argument for argument in arguments if re.fullmatch(r"3\.\d+", argument)]
    pythons = dict(at_hand())
    # The exact versions hold for all, and of some libraries only a later Python needs any.
    missing = [version for version in named or supported() if version not in pythons]
    if missing and (named or what == "constraints" or not pythons):
        sys.exit(f"not at hand, or not supported: Python {', '.join(missing)}")
    if what == "constraints":
        renew(pythons)
        return
    tried = named or list(pythons)
    options = [argument for argument in arguments if argument not in named]
    failed = [version for version in tried if not passes(what, version, pythons[version], options)]
    left_out = f"; not at hand: {', '.join(missing)}" if missing else ""
    print(f"{what}: {', '.join(tried)}" + (f"; failed on {', '.join(failed)}" if failed else "; all passed") + left_out)
    sys.exit(1 if failed else 0)


def supported() -> list[str]:
    """The versions of Python that pyproject.toml names."""
    named = (re.search(r"Python :: (3\.\d+)$", line) for line in project()["project"]["classifiers"])
    return [found[1] for found in named if found]


def at_hand() -> Iterator[tuple[str, dict[str, str]]]:
    """The supported versions that a command such as python3.12 runs here, each with the environment variables it needs."""
    for version in supported():
        for wanted in ({}, dict.fromkeys(_NAMED, version)):
            environment = {**os.environ, **wanted}
            try:
                done = subprocess.run([f"python{version}", "-c", "import ensurepip"], env=environment, capture_output=True)
            except OSError:
                break
            if done.returncode == 0:
                yield version, environment
                break


def passes(what: str, version: str, environment: Mapping[str, str], options: Sequence[str]) -> bool:
    """Whether the tests pass in a new environment of that Python."""
    target = ROOT / "build" / f"{what}-{version}"
    print(f"{what} versions, Python {version}", flush=True)
    try:
        subprocess.run([f"python{version}", "-m", "venv", "--clear", str(target)], check=True, env=environment)
        with tempfile.TemporaryDirectory() as folder:
            lowest = Path(folder) / "lowest.txt"
            lowest.write_text("".join(f"{line}\n" for line in lower_bounds()), "utf-8")
            install(target, ("dev",), lowest if what == "oldest" else None)
    except subprocess.CalledProcessError as error:  # has told why
        print(f"cannot be installed: {error}", flush=True)
        return False
    return subprocess.run([str(python_of(target)), "-m", "pytest", *options], cwd=ROOT).returncode == 0


def lower_bounds() -> list[str]:
    """The lowest allowed version of everything that the project and its build name."""
    said = project()
    named = [*said["build-system"]["requires"], *said["project"]["dependencies"]]
    named += [one for extra in said["project"]["optional-dependencies"].values() for one in extra]
    bounds = {one: _BOUND.match(one) for one in named}
    loose = [one for one, found in bounds.items() if not found]
    if loose:
        sys.exit(f"pyproject.toml says no lowest version of {', '.join(loose)}")
    return sorted({f"{found[1]}=={found[2]}" for found in bounds.values() if found})


def renew(pythons: Mapping[str, Mapping[str, str]]) -> None:
    """Write constraints.txt: the newest versions that the lowest Python takes; of what only later ones need, theirs."""
    said = project()
    wanted = [tool for group in said["dependency-groups"].values() for tool in group] + said["build-system"]["requires"]
    wanted += ["editables", f"{ROOT}[{EXTRAS}]"]  # hatchling asks for editables when it installs a checkout
    kept: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        so_far, report = Path(folder) / "so_far.txt", Path(folder) / "report.json"
        for version, environment in pythons.items():
            so_far.write_text(listed(kept), "utf-8")
            command = [f"python{version}", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--dry-run"]
            command += ["--ignore-installed", "--report", str(report), "--constraint", str(so_far), *wanted]
            subprocess.run(command, check=True, env=environment)
            for one in json.loads(report.read_text("utf-8"))["install"]:
                kept.setdefault(re.sub(r"[-_.]+", "-", one["metadata"]["name"]).lower(), one["metadata"]["version"])
    del kept[said["project"]["name"]]
    CONSTRAINTS.write_text(listed(kept), "utf-8")


def listed(versions: Mapping[str, str]) -> str:
    """The lines of a file of constraints."""
    return "".join(f"{name}=={versions[name]}\n" for name in sorted(versions))


if __name__ == "__main__":
    main(*sys.argv[1:])
