"""Make the environment in which the Makefile works: python tools/setup.py DIRECTORY. Needs only the standard library."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(directory: str) -> None:
    """Create the environment and install the project (editable) with its extras and development tools."""
    if sys.version_info < (3, 11):  # noqa: UP036  an older Python may well run this file
        sys.exit(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}; try: make PYTHON=python3.11 ...")
    import tomllib  # here, so that an older Python gets the sentence above and not an ImportError

    target = Path(directory)
    try:
        create(target)
    except subprocess.CalledProcessError:
        # Debian's Python comes without what makes environments; install that where it is ours to install.
        if shutil.which("apt-get") is None or os.geteuid() != 0:
            sys.exit("this Python cannot make environments; on Debian: apt-get install python3-venv")
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "python3-venv"], check=True)
        create(target)
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]["dev"]
    python = target / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--editable", f"{ROOT}[pdf,png]", *tools], check=True)


def create(target: Path) -> None:
    """An environment with pip. CalledProcessError when this Python cannot make one."""
    venv.EnvBuilder(with_pip=True, clear=False, symlinks=os.name != "nt").create(target)


if __name__ == "__main__":
    main(sys.argv[1])
