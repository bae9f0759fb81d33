"""The report of a run: a page that says what was simulated, needs nothing else, and opens without complaint."""
import re
import shutil
import subprocess
from html.parser import HTMLParser

import numpy as np
import pytest

import neurojit as nj

pytest.importorskip("matplotlib")

BROWSER = next((found for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
                if (found := shutil.which(name))), None)


class Reader(HTMLParser):
    """Collects what a page shows and loads, and checks that tags close."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.loads = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "link", "img"):
            self.open.append(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def simulation():
    net = nj.Network(seed=7)
    exc = net.create(40, nj.models.iaf_psc_exp, name="exc <b>", I_e=420.0, V_m=nj.random.uniform(-70, -55))
    inh = net.create(10, nj.models.iaf_psc_exp, name="inh", I_e=np.linspace(380.0, 420.0, 10))
    clock = net.create(2, nj.models.spike_generator, name="clock", spike_times=[[10.0, 20.0], [30.0]])
    net.connect(clock, exc, weight=100.0)
    net.connect(exc, exc + inh, nj.rules.fixed_indegree(8), weight=nj.random.normal(45.0, 4.5),
                synapse=nj.synapses.stdp_pair())
    net.connect(inh, exc, nj.rules.pairwise_bernoulli(0.5), weight=-200.0)
    net.record(exc + inh, "spikes")
    net.record(exc[:3], "V_m")
    return nj.Simulation(net)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    sim = simulation()
    sim.run(200.0)
    path = tmp_path_factory.mktemp("report") / "run.html"
    sim.report(path)
    return path


def test_a_report_says_what_was_simulated(path):
    reader = Reader()
    reader.feed(path.read_text(encoding="utf8"))
    text = " ".join(reader.text)
    assert reader.open == []
    for expected in ("exc <b>", "iaf_psc_exp", "exact", "fixed_indegree(8)", "normal(45, 4.5", "Seed 7.", "numba",
                     "420", "stdp_multiplicative_all", "380 to 420, mean 400 (array of 10)", "times real time",
                     "2 lists of 1 to 2 values"):
        assert expected in text, expected


def test_a_report_says_what_was_changed_and_learned(tmp_path):
    sim = simulation()
    exc, clock = sim.network["exc <b>"], sim.network["clock"]
    driving, learning, inhibiting = sim.network.projections
    sim[exc]["I_e"] = 433.0
    sim[exc]["V_reset"] = np.linspace(-70.0, -68.0, 40)
    sim[clock]["spike_times"] = [[1.0, 2.0, 3.0], []]
    sim[inhibiting]["weight"] = -222.0
    sim.run(200.0)
    sim.report(tmp_path / "run.html")
    reader = Reader()
    reader.feed((tmp_path / "run.html").read_text(encoding="utf8"))
    text = " ".join(reader.text)
    for expected in ("I_e 433 pA changed since", "V_reset -70 to -68, mean -69 (array of 40) mV changed since",
                     "spike_times 2 lists of 0 to 3 values ms changed since", "); at first -200", "tau_m 10 ms default",
                     "-222 (array of", "(array of 400); at first normal(45, 4.5"):
        assert expected in text, expected
    assert text.count("changed since") == 3
    learned = sim[learning]["weight"]
    assert f"{learned.min():g} to {learned.max():g}" in text
    assert "at first 100" not in text, driving


def test_the_rates_of_a_report_are_those_of_the_result(tmp_path):
    sim = simulation()
    result = sim.run(200.0)
    result.report(tmp_path / "run.html")
    text = (tmp_path / "run.html").read_text(encoding="utf8")
    rates = re.findall(r"<td>inh</td>.*?</tr>", text)[0]
    assert f">{result.spikes['inh'].rate():.4g}<" in rates
    assert f">{np.nanmean(nj.statistics.cv(result.spikes['inh'])):.4g}<" in rates


def test_a_report_needs_nothing_else(path):
    reader = Reader()
    reader.feed(path.read_text(encoding="utf8"))
    assert len(reader.loads) == 5, "an empty icon and four pictures"
    assert all(value.startswith("data:") for value in reader.loads)


def test_nothing_recorded_is_no_error(tmp_path):
    net = nj.Network(seed=1)
    net.create(3, nj.models.iaf_psc_exp)
    sim = nj.Simulation(net)
    with pytest.raises(nj.SimulationError, match="nothing has been run yet"):
        sim.report(tmp_path / "run.html")
    sim.run(1.0)
    sim.report(tmp_path / "run.html")
    assert "Nothing was recorded." in (tmp_path / "run.html").read_text(encoding="utf8")


@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here")
def test_a_browser_opens_a_report_without_complaint(path, tmp_path):
    arguments = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
                 "--enable-logging=stderr", "--window-size=1000,3200"]

    def complaints(page):
        done = subprocess.run([*arguments, f"--screenshot={tmp_path / page.stem}.png", page.as_uri()],
                              capture_output=True, text=True, timeout=120, check=True)
        return [line for line in done.stderr.splitlines() if "CONSOLE" in line]

    assert complaints(path) == []
    assert (tmp_path / "run.png").stat().st_size > 50_000
    wrong = tmp_path / "wrong.html"
    wrong.write_text("<script>console.error('seen'); missing()</script>")
    assert len(complaints(wrong)) == 2, "complaints would be seen"


def test_a_report_is_a_page_and_nothing_else(tmp_path):
    for name in ("run.pdf", "run"):
        with pytest.raises(nj.ParameterError, match=r"its name must end in .html, got .*run"):
            nj.Result({}, {}, 0.0, 10.0).report(tmp_path / name)
    assert not list(tmp_path.iterdir())
