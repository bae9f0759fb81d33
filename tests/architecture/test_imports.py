"""Imports point downward, without circles, and the description loads neither numba nor scipy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "neurojit"
FLOORS = [
    {"errors", "callables", "units", "constants", "random", "_jit", "_version", "whole_file", "indices", "reading",
     "memory"},
    {"equations", "network", "rules", "models", "receptors", "synapses", "modulators", "homeostasis",
     "cables"},
    {"engine"},
    {"compile"},
    {"simulation", "record", "plot", "report"},
    {"brain", "networks", "demo", "info", "measure", "script", "warmup", "cli", "io", "pynn", "mpi", "sweeps",
     "structural", "__main__"},
]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def module_name(path):
    parts = ["neurojit", *path.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def walked(tree):
    """All nodes but those under `if TYPE_CHECKING`: types may know each other, running code may not."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            yield node
            yield from walked(node)


def imported(name):
    """(line, module) of everything of the package that a module imports, in functions too."""
    path = MODULES[name]
    base = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in walked(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names if one.name.split(".")[0] == "neurojit")
        elif isinstance(node, ast.ImportFrom):
            parts = base[: len(base) - node.level + 1] if node.level else []
            source = ".".join([*parts, *([node.module] if node.module else [])])
            if source.split(".")[0] == "neurojit":
                for one in node.names:
                    inner = f"{source}.{one.name}"
                    yield node.lineno, inner if inner in MODULES else source


def room(name):
    return name.split(".")[1] if "." in name else ""


def test_every_module_lives_on_a_floor():
    assert {room(name) for name in MODULES} - {""} <= set(FLOOR)


def test_imports_point_downward():
    wrong = [f"{name}:{line} imports {target}" for name in MODULES if room(name) for line, target in imported(name)
             if FLOOR[room(target) or "__main__"] > FLOOR[room(name)]]
    assert wrong == []


def test_description_and_engine_never_meet():
    wrong = [f"{name}:{line} imports {target}" for name in MODULES if room(name) for line, target in imported(name)
             if {FLOOR[room(name)], FLOOR.get(room(target))} == {1, 2}]
    assert wrong == []


def test_no_module_imports_the_package_root():
    wrong = [f"{name}:{line}" for name in MODULES if name != "neurojit" for line, target in imported(name)
             if target == "neurojit"]
    assert wrong == []


def test_there_are_no_circles():
    graph = {name: {t for _, t in imported(name)} - {name} for name in MODULES if name != "neurojit"}
    while free := [name for name, targets in graph.items() if not targets & graph.keys()]:
        for name in free:
            del graph[name]
    assert graph == {}, f"circles among {sorted(graph)}"


@pytest.mark.parametrize("code", [
    "import neurojit",
    "import neurojit as nj; net = nj.Network(seed=1); "
    "c = net.create(5, 'iaf_psc_exp', V_m=nj.random.uniform(-70, -60)); "
    "net.connect(c, c, nj.rules.fixed_indegree(2), weight=1.0); "
    "net.record(c, 'V_m'); repr(net); "
    "nj.NeuronModel('m', 'dV_m/dt = -V_m/tau : mV', {'tau': (10.0, 'ms')})",
])
def test_a_description_loads_neither_numba_nor_scipy(code):
    show = ("import sys; heavy = {'numba', 'scipy', 'llvmlite', 'matplotlib'}; "
            "print(sorted({m.split('.')[0] for m in sys.modules} & heavy))")
    found = subprocess.run([sys.executable, "-c", f"{code}; {show}"], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_core_needs_numpy_scipy_and_numba_alone():
    """Extras are imported where they are used, inside functions."""
    allowed = {"neurojit", "numpy", "scipy", "numba", "llvmlite", *sys.stdlib_module_names}
    wrong = []
    for name, path in MODULES.items():
        if room(name) and FLOOR[room(name)] == 5:
            continue
        for node in ast.parse(path.read_text(encoding="utf8")).body:
            if isinstance(node, ast.Import):
                wrong += [(name, one.name) for one in node.names if one.name.split(".")[0] not in allowed]
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module.split(".")[0] not in allowed:
                wrong.append((name, node.module))
    assert wrong == []
