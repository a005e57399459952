"""Find a browser for the tests of the HTML handouts, and install Debian's Chromium where there is none: python tools/browser.py.

The tests drive whatever `find` finds; nothing else is downloaded. Needs only the standard library.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-liberation")  # the font is as wide as Arial: pages break as they do on ordinary machines


def find() -> str | None:
    """The path of a Chromium, or None."""
    return next((path for path in map(shutil.which, NAMES) if path is not None), None)


def main() -> None:
    """Install a browser unless there is one. Exits with a sentence when that is not ours to do."""
    if find() is not None:
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        sys.exit(f"no browser ({', '.join(NAMES)}) is installed; on Debian: apt-get install {' '.join(PACKAGES)}")
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES], check=True)
    if find() is None:
        sys.exit("Chromium was installed, but cannot be found")


if __name__ == "__main__":
    main()
