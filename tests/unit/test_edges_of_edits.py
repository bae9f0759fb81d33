"""Edits and files at their edges: a pathway switched off, records that must not be overwritten, room for spikes."""

import subprocess
import sys

import numpy as np
import pytest

import neurojit as nj


@pytest.mark.parametrize("weight", [10.0, -10.0])
@pytest.mark.parametrize("receptor", [None, "excitatory"])
def test_one_shared_weight_may_be_nothing_and_come_back(weight, receptor):
    net = nj.Network(seed=1)
    cells = net.create(20, "iaf_psc_exp", name="cells", I_e=nj.random.uniform(380.0, 420.0))
    made = net.connect(cells, cells, nj.rules.fixed_indegree(5), weight=weight, receptor=receptor)
    net.record(cells, "V_m")
    sim, other = nj.Simulation(net), nj.Simulation(net)
    sim[made]["weight"] = 0.0
    assert sim[made]["weight"].tolist() == [0.0] * 100
    alone = nj.Network(seed=1)
    same = alone.create(20, "iaf_psc_exp", name="cells", I_e=nj.random.uniform(380.0, 420.0))
    alone.record(same, "V_m")
    assert sim.run(50.0).traces["cells"] == nj.Simulation(alone).run(50.0).traces["cells"]
    sim.reset()
    sim[made]["weight"] = weight
    assert sim.run(50.0).traces["cells"] == other.run(50.0).traces["cells"]
    sim[made]["weight"] *= 1.5
    assert sim[made]["weight"].tolist() == [1.5 * weight] * 100
    with pytest.raises(nj.ParameterError, match="share one weight, stored once; assign one number, or connect with"):
        sim[made]["weight"] = np.arange(1.0, 101.0) * np.sign(weight)
    if receptor is None:
        sim[made]["weight"] = 0.0
        with pytest.raises(nj.NetworkError, match="would change sign"):
            sim[made]["weight"] = -weight


def test_records_of_a_simulation_are_not_overwritten_by_it(tmp_path):
    pytest.importorskip("h5py")
    net = nj.Network(seed=1)
    net.record(net.create(5, "iaf_psc_exp", name="cells", I_e=500.0), "V_m", to=tmp_path / "run.h5")
    sim = nj.Simulation(net)
    with pytest.raises(nj.ParameterError, match=r"run.h5' is the file to which cells is recorded"):
        sim.run(50.0, checkpoint=tmp_path / "run.h5", checkpoint_every=10.0)
    result = sim.run(50.0)
    for save in (sim.save, result.save, sim.result.save):
        with pytest.raises(nj.ParameterError, match=r"run.h5' is the file .* take another name"):
            save(tmp_path / "run.h5")
    sim.save(tmp_path / "other.h5")
    assert sim.run(50.0, checkpoint=tmp_path / "third.h5", checkpoint_every=10.0).stop == 100.0
    assert sim.result.traces["cells"]["V_m"].shape == (1001, 5)


@pytest.mark.parametrize("name", ["r.pdf", "a b", "folder.html"])
def test_a_report_that_cannot_be_is_refused_before_the_script_runs(tmp_path, name):
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "script.py").write_text("print('it ran')")
    done = subprocess.run([sys.executable, "-m", "neurojit", "run", "--report", str(tmp_path / name),
                           str(tmp_path / "script.py")], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert "must be a file whose name ends in .html" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_many_sources_that_seldom_fire_need_little_room():
    net = nj.Network(seed=1)
    net.create(100_000, "poisson_source", rate=10.0)
    sim = nj.Simulation(net)
    assert sim._program.state.spikes.nbytes < 60e6  # one spike a unit and step; forty took 1.3 GB
    net = nj.Network(seed=1)
    sources = [net.create(500, name, name=name, rate=rate, **more) for name, rate, more in (
        ("poisson_source", 5000.0, {}), ("gamma_sup_source", 400.0, {"gamma_shape": 2, "n_proc": 10}))]
    for one in sources:
        net.record(one, "spikes")
    result = nj.Simulation(net).run(200.0)
    assert result.spikes["poisson_source"].rate() == pytest.approx(5000.0, rel=0.02)
