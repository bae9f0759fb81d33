"""Columns and grids of what the runs of a sweep returned."""
import numpy as np
import pytest

from neurojit.sweeps.table import Sweep


def test_columns_of_failed_runs_are_no_numbers():
    def record(g, **measured):
        return {"g": g, "seed": 0, "error": None if measured else "it failed", **measured}

    done = Sweep([record(1.0, a=np.arange(3), t="x", n=2, r=[1]), record(2.0),
                  record(3.0, a=np.arange(3), t="y", n=3, r=[1, 2])], ["g"])
    assert np.array_equal(done["a"], [[0, 1, 2], [np.nan] * 3, [0, 1, 2]], equal_nan=True)
    assert done["t"].tolist() == ["x", None, "y"]
    assert np.array_equal(done["n"], [2, np.nan, 3], equal_nan=True)
    assert done["r"].tolist() == [[1], None, [1, 2]]
    whole = Sweep([record([1, 2], t="x", n=1), record([1, 2, 3], t="yy", n=2)], ["g"])
    assert (whole["t"].tolist(), whole["n"].dtype.kind, whole["g"].tolist()) == (["x", "yy"], "i", [[1, 2], [1, 2, 3]])


def test_columns_keep_numbers_and_texts_as_they_are():
    def record(seed, **measured):
        return {"seed": seed, "error": None, **measured}

    large = 2**60 + 1, 2**60 + 3
    done = Sweep([record(0, m="x", n=large[0], b=True), record(1, m=1.0, n=large[1], b=False)], [])
    assert done["m"].tolist() == ["x", 1.0]
    xarray = pytest.importorskip("xarray")
    grid = done.to_xarray()
    assert isinstance(grid, xarray.Dataset)
    assert (grid["n"].values.tolist(), grid["b"].values.tolist()) == ([*large], [True, False])
    assert grid["m"].values.tolist() == ["x", 1.0]
