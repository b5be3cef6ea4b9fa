"""Make an uploaded picture anew in a process of its own, with bounds on memory and time.

Theory of operation. A file's header says how large it is, and may lie: a HEIC file says what is left
after cropping, and its decoder asks for the whole first. So the decoders work where they can take no
more than their share, where a crash takes nobody else with it, and where no secret is near. No other process ever loads them.
"""

import os
import resource
import subprocess
import sys
from typing import Final

from gemensam.files.rules import NotAPicture, TooManyPixels

# The largest picture that is taken in needs less than half of this, libraries and all.
MOST_MEMORY: Final = 2 << 30
MOST_SECONDS: Final = 30
_BROKEN: Final = 3
_TOO_LARGE: Final = 4


def remade(data: bytes, kind: str, *, most_memory: int = MOST_MEMORY) -> bytes:
    """Give the picture anew, as `pictures.remade` does. Takes a tenth of a second more.

    Raises NotAPicture: broken, or more than the bounds allow. Raises TooManyPixels: by its header.
    """
    try:
        done = subprocess.run(  # noqa: S603 -- this very module
            [sys.executable, "-m", __name__, kind, str(most_memory)],
            input=data,
            capture_output=True,
            check=False,
            # On a busy machine it may wait for its turn.
            timeout=2 * MOST_SECONDS,
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
        )
    except subprocess.TimeoutExpired as error:
        raise NotAPicture from error
    if done.returncode == _TOO_LARGE:
        raise TooManyPixels
    if done.returncode != 0:
        raise NotAPicture(f"status {done.returncode}")
    return done.stdout


def _work(kind: str, most_memory: int) -> int:
    """Be that process: a file in, a file out."""
    from gemensam.files import pictures  # noqa: PLC0415 -- here only, see above

    data = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        sys.stdout.buffer.write(pictures.remade(data, kind))
    except NotAPicture:
        return _BROKEN
    except TooManyPixels:
        return _TOO_LARGE
    return 0


if __name__ == "__main__":
    sys.exit(_work(sys.argv[1], int(sys.argv[2])))
