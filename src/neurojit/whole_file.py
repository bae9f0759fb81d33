"""Files that are there whole or not at all, whatever happens while they are written."""
from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def whole_file(path: str | os.PathLike) -> Iterator[Path]:
    """A path beside `path` to write to; what is there takes the place of `path` if all went well, else it vanishes.

    Raises
    ------
    FileNotFoundError
        Where the folder is not there.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for text in ("old", "new"):
    ...         with whole_file(Path(folder) / "a.txt") as unfinished:
    ...             _ = unfinished.write_text(text)
    ...     Path(folder, "a.txt").read_text(), len(os.listdir(folder))
    ('new', 1)
    """
    target = Path(path)
    check_folder(target)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        yield unfinished
        with open(unfinished, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync_folder(target.parent)


def check_folder(path: str | os.PathLike) -> None:
    """Refuse a file whose folder is not there."""
    folder = Path(path).absolute().parent
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {str(folder)!r} for {Path(path).name!r}; make it first")


def _sync_folder(folder: Path) -> None:
    """Make the new name last; not every system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
