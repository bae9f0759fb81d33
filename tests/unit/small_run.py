"""A small network of known models, in a process of its own: prints a digest, what was compiled, and warnings."""

import hashlib
import sys
import warnings


def build():
    import neurojit as nj
    net = nj.Network(seed=3)
    cells = net.create(40, "iaf_psc_exp", name="cells", V_m=nj.random.uniform(-70.0, -55.0), I_e=420.0)
    net.connect(cells, cells, nj.rules.pairwise_bernoulli(0.2), weight=nj.random.normal(0.0, 30.0), delay=1.0)
    net.record(cells, ["spikes", "V_m"])
    return net


def digest(threads=1, duration=50.0):
    import neurojit as nj
    result = nj.Simulation(build(), threads=threads).run(duration)
    hashed = hashlib.blake2b(digest_size=8)
    hashed.update(result.spikes["cells"].steps.tobytes() + result.traces["cells"]["V_m"].tobytes())
    return f"{hashed.hexdigest()}-{len(result.spikes['cells'])}"


if __name__ == "__main__":
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = [digest(int(threads)) for threads in sys.argv[1:] or ["1"]]
        from neurojit import _jit
    print(*sorted(set(found)), _jit.compiled_count(), _jit.cache_folder(), sep="\n")
    print(*[str(w.message) for w in caught], sep="\n")
