"""The command line: every command explains itself, and `run` and `bench` do what they say."""
import os
import subprocess
import sys

import pytest

from neurojit.cli import main

SCRIPT = """
import sys
import neurojit as nj
net = nj.Network(seed=1)
cells = net.create(10, nj.models.iaf_psc_exp, name="cells", I_e=450.0)
net.record(cells, "spikes")
sim = nj.Simulation(net)
print(sys.argv[1:], len(sim.run(50.0).spikes["cells"]), __name__)
"""


@pytest.mark.parametrize("command", ["run", "demo", "bench", "info", "warmup", "cache"])
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert f"neurojit {command}" in text
    with pytest.raises(SystemExit):
        main(["--help"])
    line = next(one for one in capsys.readouterr().out.splitlines() if one.split()[:1] == [command])
    assert len(line.split()) > 4, "the list of commands says what each does"


def test_run_runs_a_script_with_its_arguments(tmp_path, capsys):
    (tmp_path / "script.py").write_text(SCRIPT)
    assert main(["run", str(tmp_path / "script.py"), "--seed", "3"]) == 0
    assert capsys.readouterr().out.strip() == "['--seed', '3'] 20 __main__"


def test_run_writes_a_report(tmp_path, capsys):
    pytest.importorskip("matplotlib")
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "other.py").write_text("import neurojit")
    assert main(["run", "--report", str(tmp_path / "run.html"), str(tmp_path / "script.py")]) == 0
    assert "iaf_psc_exp" in (tmp_path / "run.html").read_text(encoding="utf8")
    assert main(["run", "--report", str(tmp_path / "no.html"), str(tmp_path / "other.py")]) == 2
    assert "keeps no nj.Simulation" in capsys.readouterr().err


def test_a_report_that_cannot_be_is_not_forgotten(tmp_path, capsys):
    (tmp_path / "script.py").write_text(SCRIPT + "sys.exit(0)")
    with pytest.raises(SystemExit) as ended:
        main(["run", "--report", str(tmp_path / "run.html"), str(tmp_path / "script.py")])
    assert ended.value.code == 0
    assert "no report: " in capsys.readouterr().err
    assert main(["run", "--report", str(tmp_path / "none" / "run.html"), str(tmp_path / "script.py")]) == 2
    told = capsys.readouterr()
    assert ("lies in a folder that is not there" in told.err, told.out) == (True, ""), "before the script runs"


@pytest.mark.parametrize("wrong", [["bench", "coba", "--time", "0"], ["bench", "coba", "--time", "nan"],
                                   ["demo", "nernst", "--out", __file__]])
def test_arguments_that_make_no_sense_end_in_one_line(wrong, capsys):
    if wrong[0] == "demo":
        pytest.importorskip("matplotlib")
    assert main(wrong) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"neurojit: {wrong[2]}")


def test_run_limits_threads_and_shows_the_errors_of_a_script(tmp_path):
    (tmp_path / "script.py").write_text("import numba; print(numba.config.NUMBA_NUM_THREADS)\n"
                                        "import neurojit as nj; nj.Network(seed=-1)")
    command = [sys.executable, "-m", "neurojit", "run", "--threads", "1", str(tmp_path / "script.py")]
    environment = {key: value for key, value in os.environ.items() if key != "NUMBA_NUM_THREADS"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.stdout.strip() == "1"
    assert done.returncode == 1
    assert "script.py" in done.stderr
    assert "seed must be an integer >= 0" in done.stderr


def test_what_is_not_there_is_named(tmp_path, capsys):
    assert main(["run", str(tmp_path / "missing.py")]) == 2
    assert "there is no file" in capsys.readouterr().err
    assert main(["bench", "cuba"]) == 2
    assert "there are coba, microcircuit" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["bench", "--repeats", "0"])
    assert "must be at least 1" in capsys.readouterr().err


def test_bench_measures(capsys):
    assert main(["bench", "coba", "--time", "20", "--repeats", "1"]) == 0
    text = capsys.readouterr().out
    assert "4,000 neurons" in text
    assert "times real time" in text
