"""Where membrane potentials come from: the Nernst potentials of four ions."""
from __future__ import annotations

from pathlib import Path

import numpy as np

from ..brain import IonConcentrations
from .figure import BLUE, GREEN, GREY, RED, figure

IONS = {"na": "Na⁺", "k": "K⁺", "ca": "Ca²⁺", "cl": "Cl⁻"}
COLOURS = (RED, BLUE, GREEN, GREY)


def run(out: Path | None) -> None:
    """Print the potentials, and how that of potassium follows its concentration outside."""
    ions = IonConcentrations()
    potentials = {ion: ions.calculate_nernst_potential(ion) for ion in IONS}
    print("The voltage at which each ion is in equilibrium, at 37 degrees Celsius:")
    print("  ion   outside (mM)   inside (mM)   potential (mV)")
    for ion, potential in potentials.items():
        outside, inside = getattr(ions, f"{ion}_out"), getattr(ions, f"{ion}_in")
        print(f"  {ion:4}{outside:14g}{inside:14g}{potential:+15.1f}")
    outside = np.linspace(2.0, 40.0, 100)
    curve = [IonConcentrations(k_out=float(k)).calculate_nernst_potential("k") for k in outside]
    print(f"  potassium at 12 mM outside, as in a seizure: "
          f"{IonConcentrations(k_out=12.0).calculate_nernst_potential('k'):+.1f} mV")
    if out is not None:
        _draw(potentials, outside, curve, out)


def _draw(potentials: dict[str, float], outside: np.ndarray, curve: list[float], out: Path) -> None:
    with figure(out, "2_nernst") as (top, bottom):
        bars = top.bar([IONS[ion] for ion in potentials], list(potentials.values()), color=COLOURS, width=0.6)
        top.bar_label(bars, fmt="%+.1f", padding=2)
        top.axhline(0.0, color="black", linewidth=0.8)
        top.set(title="Nernst potentials", ylabel="potential (mV)", ylim=(-135, 165))
        bottom.plot(outside, curve, color=BLUE)
        bottom.plot(4.0, potentials["k"], "o", color=BLUE)
        bottom.annotate("at rest, 4 mM", (4.0, potentials["k"]), (6.5, potentials["k"] - 3.0))
        bottom.set(title="Potassium outside decides its potential", xlabel="K⁺ outside (mM)",
                   ylabel="potential (mV)")
