"""Writing a result to a file, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import OutputError


def write(target: Path, data: bytes) -> None:
    """Through a temporary file in the same folder, so that a failure leaves nothing half-written. Raises OutputError."""
    import tempfile

    name = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, target)
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        if name is not None and os.path.exists(name):
            os.unlink(name)
        raise OutputError(f"{str(target)!r} cannot be written: {getattr(error, 'strerror', None) or error}") from error
