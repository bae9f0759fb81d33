"""Compiled code on disk: a second process compiles nothing, damage and read-only folders are survived."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import small_run

from neurojit.simulation.threads import cores

SCRIPT = Path(small_run.__file__)
LIMIT = 120  # s; a hang is a failure


def environment(cache, **changes):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")}
    return {**kept, "NEUROJIT_CACHE": str(cache), **changes}


def start(env, *threads):
    return subprocess.Popen([sys.executable, str(SCRIPT), *threads], env=env, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True)


def finish(process):
    """(digest, functions compiled, cache folder, warnings) of a process."""
    out, err = process.communicate(timeout=LIMIT)
    assert process.returncode == 0, err[-3000:]
    digest, count, folder, *warned = out.strip().splitlines()
    return digest, int(count), Path(folder), "\n".join(warned)


def run(env, *threads):
    return finish(start(env, *threads))


@pytest.fixture(scope="module")
def expected():
    return small_run.digest()


@pytest.fixture(scope="module")
def filled(tmp_path_factory, expected):
    """A cache that one process has filled; tests work on copies of it."""
    cache = tmp_path_factory.mktemp("filled")
    digest, count, folder, warned = run(environment(cache), "1", "2")
    assert digest == expected
    assert count > 5
    assert folder.parent == cache
    assert warned == ""
    return cache


@pytest.fixture
def cache(filled, tmp_path):
    return Path(shutil.copytree(filled, tmp_path / "cache"))


def test_a_second_process_compiles_nothing(cache, expected):
    digest, count, _, _ = run(environment(cache), "1", "2")
    assert digest == expected
    assert count == 0


def damage(path, how):
    data = path.read_bytes()
    if how == "empty":
        path.write_bytes(b"")
    elif how == "truncated":
        path.write_bytes(data[: len(data) // 2])
    elif how == "noise":
        path.write_bytes(bytes(reversed(data)))
    else:
        middle = len(data) * 3 // 4
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 0x40]) + data[middle + 1 :])


def test_damaged_files_are_compiled_anew(cache, expected):
    """Every file of the cache is emptied, cut, turned round or has a bit flipped."""
    files = [f for f in sorted(cache.rglob("*")) if f.is_file() and f.suffix in (".nbi", ".nbc", ".py")]
    assert len(files) > 10
    for i, file in enumerate(files):
        damage(file, ("empty", "truncated", "noise", "flipped")[i % 4])
    digest, count, _, warned = run(environment(cache))
    assert digest == expected
    assert count > 5
    assert warned == ""
    again, count, _, _ = run(environment(cache))
    assert again == expected
    assert count == 0, "the damage was repaired"


def test_every_flipped_bit_of_compiled_code_is_noticed(filled):
    """Damaged machine code would load and end the process; the digest stored with it is checked before."""
    from neurojit._jit.store import _CacheFile
    rng = np.random.default_rng(0)
    for file in sorted(filled.rglob("*.nbc"))[:5]:
        data = file.read_bytes()
        _CacheFile._checked(data)
        for place in rng.integers(0, len(data), 40):
            flipped = data[:place] + bytes([data[place] ^ 1 << int(rng.integers(8))]) + data[place + 1 :]
            with pytest.raises(_CacheFile._DAMAGE):
                _CacheFile._checked(flipped)


def test_two_processes_fill_an_empty_cache_at_once(tmp_path, expected):
    env = environment(tmp_path / "new")
    processes = [start(env), start(env)]
    for process in processes:
        assert finish(process)[0] == expected
    digest, count, _, _ = run(env)
    assert digest == expected
    assert count == 0
    assert not list((tmp_path / "new").rglob("*.tmp")), "no temporary files stay behind"


def test_a_folder_that_cannot_be_made_gives_a_warning_and_works(tmp_path, expected):
    """NEUROJIT_CACHE names a place below a file: no user, root included, can write there."""
    (tmp_path / "file").write_text("in the way")
    digest, _, folder, warned = run(environment(tmp_path / "file" / "cache", TMPDIR=str(tmp_path)))
    assert digest == expected
    assert folder.parent == tmp_path
    assert "set NEUROJIT_CACHE to a writable folder" in warned


def test_a_home_that_cannot_be_written_is_passed_over(tmp_path, expected, filled):
    """The next place, the temporary folder, is taken without a word."""
    (tmp_path / "home").write_text("in the way")
    env = environment("", HOME=str(tmp_path / "home"), TMPDIR=str(tmp_path), LOCALAPPDATA=str(tmp_path / "home"))
    del env["NEUROJIT_CACHE"]
    user = os.getuid() if hasattr(os, "getuid") else "user"
    root = tmp_path / f"neurojit-{user}"
    shutil.copytree(filled, root)
    digest, count, folder, warned = run(env)
    assert digest == expected
    assert folder.parent == root
    assert count == 0
    assert warned == ""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_filled_cache_that_is_read_only_works(cache, expected):
    for path in [*cache.rglob("*"), cache]:
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        digest, *_ = run(environment(cache))
    finally:
        for path in [cache, *cache.rglob("*")]:
            path.chmod(path.stat().st_mode | 0o700)
    assert digest == expected


def test_another_version_has_another_folder(cache):
    """The folder's name digests sources, Python, numba and CPU: stale code is never loaded."""
    code = ("import neurojit._jit.folder as j; a = j.engine_digest(); j.engine_digest.cache_clear(); "
            "j.__version__ += 'x'; print(a != j.engine_digest(), len(a))")
    found = subprocess.run([sys.executable, "-c", code], env=environment(cache), capture_output=True, text=True,
                           check=True)
    assert found.stdout.split() == ["True", "16"]


def test_clearing_deletes_what_was_compiled(cache):
    code = "import neurojit._jit as j; print(j.clear_cache())"
    found = subprocess.run([sys.executable, "-c", code], env=environment(cache), capture_output=True, text=True,
                           check=True)
    assert int(found.stdout) > 10
    assert list(cache.iterdir()) == []


def test_clearing_leaves_what_is_not_ours(tmp_path):
    """A user may name a folder that holds other things."""
    theirs = [tmp_path / "thesis.tex", tmp_path / "data" / "x.nbi", tmp_path / ("0" * 16) / "weights.npz"]
    ours = [tmp_path / ("a" * 16) / "f-1.nbc", tmp_path / ("a" * 16) / "models" / "lif.py"]
    for file in theirs + ours:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    code = "import neurojit._jit as j; print(j.clear_cache())"
    found = subprocess.run([sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True,
                           check=True)
    assert int(found.stdout) == 2
    assert all(file.exists() for file in theirs)
    assert not any(file.exists() for file in ours)


def test_without_compilation_there_is_a_clear_error(cache):
    found = subprocess.run([sys.executable, str(SCRIPT)], env=environment(cache, NUMBA_DISABLE_JIT="1"), text=True,
                           capture_output=True, timeout=LIMIT, check=False)
    assert "NUMBA_DISABLE_JIT is set, and without compiled code there is no simulation; unset it" in found.stderr


SECOND = """
import sys
sys.path.insert(0, {folder!r})
import small_run
from neurojit import _jit
from neurojit.simulation import second
{before}
print(small_run.digest(), len(second._started), _jit.compiled_count())
"""


def run_second(cache, before=""):
    """The digest, how many processes were started, and how many functions compiled here and not there."""
    code = SECOND.format(folder=str(SCRIPT.parent), before=before)
    found = subprocess.run([sys.executable, "-c", code], env=environment(cache), capture_output=True, text=True,
                           timeout=LIMIT, check=True)
    return found.stdout.split()


@pytest.mark.skipif(cores() == 1, reason="one core compiles no faster with two processes")
@pytest.mark.parametrize(("before", "started", "compiled"), [
    ("", "1", "0"),
    ("second._SCRIPT = 'broken'", "1", "1"),
    ("second._SCRIPT = 'import time; time.sleep(60)'; second._LONGEST = 0.1", "1", "1"),
    ("sys.executable = '/usr/bin/python-that-is-not-there'", "0", "1"),
    ("sys.executable = sys.executable.replace('python', 'blender')", "0", "1"),
    ("second.in_worker = lambda: True", "0", "1"),
])
def test_another_process_compiles_the_loop(cache, expected, before, started, compiled):
    """And if it cannot, dies or hangs, or must not be started, this one does."""
    for file in cache.rglob("driver._member*.nbi"):
        file.unlink()
    assert run_second(cache, before) == [expected, started, compiled]
    assert run_second(cache) == [expected, "0", "0"]
