"""Units are read strictly, and quantities of other packages are converted where a value enters."""

from types import SimpleNamespace

import numpy as np
import pytest

import neurojit as nj
from neurojit.errors import ParameterError, UnitError, suggest
from neurojit.units import DIMENSIONLESS, UNITS, describe, parse_unit, to_float


@pytest.mark.parametrize(("left", "right"), [
    ("pF*mV/ms", "pA"), ("nS*mV", "pA"), ("GOhm*pA", "mV"), ("1/ms", "kHz"), ("pF/nS", "ms"),
    ("uA/cm**2", "uF/cm**2*mV/ms"), ("mS/cm**2*mV", "uA/cm**2"), ("s", "1000*ms"), ("mV**2", "mV*mV"),
])
def test_the_units_are_coherent(left, right):
    assert parse_unit(left).same(parse_unit(right))


def test_hertz_is_a_thousandth_per_ms():
    assert parse_unit("Hz").dimension == parse_unit("1/ms").dimension
    assert parse_unit("Hz").scale == 1e-3
    assert not parse_unit("Hz").same(parse_unit("1/ms"))


@pytest.mark.parametrize("text", ["", "1", "  1 ", "dimensionless", "ms/ms"])
def test_plain_numbers_have_no_unit(text):
    assert parse_unit(text).same(DIMENSIONLESS)


@pytest.mark.parametrize("text", [
    "volts", "mV+ms", "__import__('os')", "mV.real", "mV**999", "mV**x", "0", "-1", "1/0", "(", "mV mV",
    "[mV]", "mV\x00", "mV**" * 40 + "1", "True",
])
def test_other_text_is_no_unit(text):
    with pytest.raises(UnitError):
        parse_unit(text)


def test_an_unknown_unit_is_answered_with_the_closest():
    with pytest.raises(UnitError, match="did you mean 'MOhm'"):
        parse_unit("Mohm")


@pytest.mark.parametrize("text", [*UNITS, "nS/ms", "mV/ms", "mV**2", "uA/cm**2", "1/(ms*mV)", "mV**0.5"])
def test_the_description_of_a_unit_reads_back(text):
    unit = parse_unit(text)
    assert parse_unit(describe(unit)).same(unit)


def test_descriptions_use_familiar_names():
    assert describe(parse_unit("nS/ms")) == "nS/ms"
    assert describe(parse_unit("mV/ms")) == "mV/ms"
    assert describe(parse_unit("pF*mV/ms")) == "pA"


def test_bare_numbers_pass_through():
    assert to_float(5, "mV", "V_m") == 5.0
    array = np.array([1.0, 2.0])
    assert to_float(array, "mV", "V_m") is array
    assert to_float([1, 2], "mV", "V_m").dtype == np.float64


@pytest.mark.parametrize("value", [None, ["a"], object(), "abc", "5"])
def test_what_is_no_number_is_refused_by_name(value):
    with pytest.raises(ParameterError, match="V_m must be a number"):
        to_float(value, "mV", "V_m")


def test_masked_values_are_not_taken_for_numbers():
    masked = np.ma.masked_array([1.0, 2.0], [False, True])
    with pytest.raises(ParameterError, match="V_m must have all its numbers, got 1 that are masked; fill"):
        to_float(masked, "mV", "V_m")
    assert to_float(masked.filled(0.0), "mV", "V_m").tolist() == [1.0, 0.0]
    assert type(to_float(np.ma.masked_array([1.0, 2.0]), "mV", "V_m")) is np.ndarray


def test_columns_of_tables_are_arrays():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"C_m": [250.0, 300.0], "name": ["a", "b"]}, index=[7, 3])
    assert to_float(frame["C_m"], "pF", "C_m").tolist() == [250.0, 300.0]
    assert type(to_float(frame["C_m"], "pF", "C_m")) is np.ndarray
    with pytest.raises(ParameterError, match="C_m must be a number"):
        to_float(frame["name"], "pF", "C_m")
    net = nj.Network()
    assert net.create(2, "iaf_psc_exp", C_m=frame["C_m"]).values["C_m"].tolist() == [250.0, 300.0]
    made = net.connect(net.populations[0], net.populations[0], ([0, 1], [1, 0]), weight=frame["C_m"], delay=1.0)
    assert nj.Simulation(net)[made]["weight"].tolist() == [250.0, 300.0]


class BrianQuantity(float):
    """Stands for brian2.Quantity: a float in SI units with exponents of (m, kg, s, A, K, mol, cd)."""

    def __new__(cls, value, dims):
        self = super().__new__(cls, value)
        self.dim = SimpleNamespace(_dims=dims)
        return self

    def get_best_unit(self):
        return None


def nested(made):
    """Lists, tuples and arrays of objects that hold quantities, at several depths, with what they are in pA."""
    one, two = made(1.0), made(2.0)
    objects = np.empty(2, object)
    objects[:] = one, two
    return [([one, two], [1e3, 2e3]), ([[one, two], [two, one]], [[1e3, 2e3], [2e3, 1e3]]),
            (((one,), (two,)), [[1e3], [2e3]]), ([one, 5.0], [1e3, 5.0]), ([[one, 5.0]], [[1e3, 5.0]]),
            (objects, [1e3, 2e3]), ([objects, objects], [[1e3, 2e3]] * 2), ([[[two]]], [[[2e3]]])]


@pytest.mark.parametrize("library", ["quantities", "pint", "brian"])
def test_quantities_are_converted_at_any_depth(library):
    if library == "brian":
        def made(value):
            return BrianQuantity(value * 1e-9, (0, 0, 0, 1, 0, 0, 0))
    elif library == "pint":
        made = pytest.importorskip("pint").UnitRegistry().nA.__rmul__
    else:
        quantities = pytest.importorskip("quantities")

        def made(value):
            return quantities.Quantity(value, "nA")
    for given, expected in nested(made):
        found = to_float(given, "pA", "x")
        assert found.shape == np.shape(expected)
        assert np.allclose(found, expected, rtol=1e-12), given
    with pytest.raises(UnitError, match="x must be in mV"):
        to_float([[made(1.0)]], "mV", "x")
    with pytest.raises(ParameterError, match="x must be a number or an array of numbers in pA"):
        to_float([[made(1.0)], [made(1.0), made(2.0)]], "pA", "x")


def test_weights_values_over_time_and_positions_are_converted():
    quantities = pytest.importorskip("quantities")
    net = nj.Network(seed=1)
    weights = [[quantities.Quantity(one, "nA") for one in row] for row in ((1.0, 2.0), (3.0, 4.0))]
    cells = net.create(2, "iaf_psc_exp", positions=quantities.Quantity([1.0, 2.0], "mm"))
    assert np.allclose(cells.positions_array.ravel(), [1000.0, 2000.0])
    assert np.allclose(net.connect(cells, cells, weight=weights).weight, [1e3, 2e3, 3e3, 4e3])
    driven = net.drive(cells, "I_stim", weights, 1.0)
    assert np.allclose(driven.values["values"], [[1e3, 3e3], [2e3, 4e3]])


def test_brian_quantities_are_converted():
    volt = (2, 1, -3, -1, 0, 0, 0)
    siemens = (-2, -1, 3, 2, 0, 0, 0)
    farad = (-2, -1, 4, 2, 0, 0, 0)
    assert to_float(BrianQuantity(-0.07, volt), "mV", "E_L") == pytest.approx(-70.0, rel=1e-14)
    assert to_float(BrianQuantity(1e-8, siemens), "nS", "g_L") == pytest.approx(10.0, rel=1e-14)
    assert to_float(BrianQuantity(2e-10, farad), "pF", "C_m") == 200.0
    assert to_float(BrianQuantity(2.5e-10, farad), "pF", "C_m") == 250.0
    assert to_float(BrianQuantity(50.0, (0, 0, -1, 0, 0, 0, 0)), "Hz", "rate") == pytest.approx(50.0)
    assert to_float(BrianQuantity(1e-3, (-3, 0, 0, 0, 0, 1, 0)), "uM", "Ca") == pytest.approx(1.0, rel=1e-14)
    with pytest.raises(UnitError, match="tau_m must be in ms"):
        to_float(BrianQuantity(-0.07, volt), "ms", "tau_m")


@pytest.mark.parametrize(("text", "unit", "expected"), [
    ("-0.07 V", "mV", -70.0), ("0.01 s", "ms", 10.0), ("2 nA", "pA", 2000.0), ("1.5 uS", "nS", 1500.0),
    ("0.25 nF", "pF", 250.0), ("8 kHz", "Hz", 8000.0), ("2 megaohm", "MOhm", 2.0), ("3 mM", "uM", 3000.0),
    ("90 degree", "deg", 90.0), ("2 rad", "deg", 360.0 / np.pi),
])
def test_pint_quantities_are_converted(text, unit, expected):
    pint = pytest.importorskip("pint")
    quantity = pint.UnitRegistry()(text)
    assert to_float(quantity, unit, "x") == pytest.approx(expected, rel=1e-12)
    assert to_float([quantity, quantity], unit, "x") == pytest.approx([expected, expected], rel=1e-12)
    with pytest.raises(UnitError, match="x must be in mV/ms"):
        to_float(quantity, "mV/ms", "x")


@pytest.mark.parametrize(("value", "name", "unit", "expected"), [
    (-0.07, "V", "mV", -70.0), (0.01, "s", "ms", 10.0), (2.0, "nA", "pA", 2000.0),
    (0.25, "nF", "pF", 250.0), (1.5, "uS", "nS", 1500.0), (2.0, "rad", "deg", 360.0 / np.pi),
])
def test_quantities_of_python_quantities_are_converted(value, name, unit, expected):
    quantities = pytest.importorskip("quantities")
    assert to_float(quantities.Quantity(value, name), unit, "x") == pytest.approx(expected, rel=1e-12)
    with pytest.raises(UnitError, match="x must be in mV/ms"):
        to_float(quantities.Quantity(value, name), "mV/ms", "x")


def test_suggestions_name_the_closest_and_list_all():
    assert suggest("tau", ["tau_m", "C_m"]) == " did you mean 'tau_m'? Known: C_m, tau_m."
    assert suggest("zzz", []) == " Known: none."
