"""Random expressions for property tests."""

from hypothesis import strategies as st

from neurojit.equations.expr import COMPARISONS, FUNCTIONS, Apply, Expr, Name, Number

UNARY = [name for name, count in FUNCTIONS.items() if count == 1 and name not in ("int", "previous")]


def _applied(ops: list[str], *args: st.SearchStrategy) -> st.SearchStrategy:
    return st.tuples(st.sampled_from(ops), *args).map(lambda one: Apply(one[0], one[1:]))


def _larger(inner: st.SearchStrategy) -> st.SearchStrategy:
    condition = _applied(list(COMPARISONS), inner, inner)
    logic = st.one_of(condition, _applied(["not"], condition), _applied(["and", "or"], condition, condition))
    # The parser reads -2 as a number, so a sign is put only before what is not a positive literal.
    signed = inner.filter(lambda one: not isinstance(one, Number) or bool(one.unit) or one.value < 0)
    return st.one_of(
        _applied(["+", "-", "*", "/"], inner, inner),
        _applied(["**"], inner, st.sampled_from([Number(2.0), Number(-1.0), Name("y")])),
        _applied(["neg"], signed),
        _applied(UNARY, inner),
        _applied(["min", "max"], inner, inner),
        _applied(["where"], logic, inner, inner),
        _applied(["int"], logic),
    )


def expressions() -> st.SearchStrategy[Expr]:
    """Return expressions of the form that the parser makes."""
    leaves = st.one_of(
        st.floats(-1e6, 1e6).map(lambda value: Number(value + 0.0)),
        st.sampled_from(["x", "y", "V_m", "a", "b", "dt"]).map(Name),
        st.just(Number(1.0, "mV")),
    )
    return st.recursive(leaves, _larger, max_leaves=12)
