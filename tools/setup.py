"""Make the environment in which the Makefile works: python tools/setup.py DIRECTORY [GROUP...]. Needs only the standard library.

GROUP: further groups of `[dependency-groups]` in pyproject.toml, besides `dev`. The versions are those of constraints.txt.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
EXTRAS = "logo,pdf,png"


def main(directory: str, *groups: str) -> None:
    """Create the environment unless it is there, and install into it."""
    if sys.version_info < (3, 11):  # noqa: UP036  an older Python may well run this file
        sys.exit(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}; try: make PYTHON=python3.11 ...")
    target = Path(directory)
    if not python_of(target).exists() or not groups:
        make(target)
    install(target, ("dev", *groups), CONSTRAINTS)


def make(target: Path) -> None:
    """A new environment with pip; installs what makes environments where the system lacks it and that is ours to do."""
    try:
        create(target)
    except subprocess.CalledProcessError:
        if shutil.which("apt-get") is None or os.geteuid() != 0:
            sys.exit("this Python cannot make environments; on Debian: apt-get install python3-venv")
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "python3-venv"], check=True)
        create(target)


def create(target: Path) -> None:
    """An environment with pip. CalledProcessError when this Python cannot make one."""
    venv.EnvBuilder(with_pip=True, clear=False, symlinks=os.name != "nt").create(target)


def install(target: Path, groups: Sequence[str], constraints: Path | None) -> None:
    """Install the project (editable) with all extras and some groups. constraints: a file of exact versions, None for newest."""
    command = [str(python_of(target)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    environment = dict(os.environ)
    if constraints is not None:
        command += ["--constraint", str(constraints)]
        # Builds take place in environments of their own, which older and newer pips constrain by different names.
        environment |= {"PIP_CONSTRAINT": str(constraints), "PIP_BUILD_CONSTRAINT": str(constraints)}
    tools = [tool for group in groups for tool in project()["dependency-groups"][group]]
    subprocess.run([*command, "--editable", f"{ROOT}[{EXTRAS}]", *tools], check=True, env=environment)


def project() -> dict[str, Any]:
    """What pyproject.toml says."""
    import tomllib  # here, so that an older Python gets the sentence in `main` and not an ImportError

    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def python_of(target: Path) -> Path:
    """The Python of an environment."""
    return target / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


if __name__ == "__main__":
    main(*sys.argv[1:])
