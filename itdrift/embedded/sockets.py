"""Where the embedded servers listen: Unix sockets in a directory that only its owner can enter."""

import hashlib
import os
import sys
from pathlib import Path

LONGEST = 70  # bytes of a directory: the address of a socket holds 107, with the server's own file name


def directory(home):
    """Make and return the directory of `home`, or one in /tmp with a short name where that path would be too long."""
    path = home / "run"
    if len(os.fsencode(path)) > LONGEST:
        path = Path("/tmp") / f"itdrift-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = path.lstat()
    if status.st_uid != os.geteuid() or status.st_mode & 0o077:
        sys.exit(f"Katalogen {path} ska tillhöra dig och vara stängd för andra. Kör som den som äger den.")
    return path
