"""Parameters of what makes a class map tidy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..engine.choices import CONNECTIVITIES
from ..i18n import tr
from .parameters import Parameter, advanced, enum_of, pairs, real, whole

if TYPE_CHECKING:
    from .values import Values


def cleaning_parameters() -> list[Parameter]:
    """Make the parameters that `read_cleaning` reads."""
    return [
        pairs(
            "MERGE",
            tr("Classes to merge"),
            (tr("Class"), tr("Becomes")),
            tr("Names of classes, and of the class that each becomes; the others stay."),
        ),
        real(
            "MIN_CONFIDENCE",
            tr("Least confidence in percent"),
            tr("Pixels less sure become the class unsure. 0: none do."),
            least=0,
            most=100,
            default=0,
        ),
        real(
            "MIN_AREA_M2",
            tr("Smallest area in m²"),
            tr("Smaller areas become the class of the neighbour with the longest common border. 0: none do."),
            least=0,
            default=0,
        ),
        real(
            "FILL_HOLES_M2",
            tr("Smallest hole in m²"),
            tr("Smaller areas that another one wholly encloses become its class. 0: none do."),
            least=0,
            default=0,
        ),
        advanced(
            whole("MIN_AREA_PX", tr("Smallest area in pixels"), tr("Instead of m²."), least=0, default=0)
        ),
        advanced(
            whole("FILL_HOLES_PX", tr("Smallest hole in pixels"), tr("Instead of m²."), least=0, default=0)
        ),
        advanced(
            enum_of(
                "CONNECTIVITY",
                tr("Connectivity"),
                [str(c) for c in CONNECTIVITIES],
                tr("4: pixels with a common side are one area; 8: those with a common corner too."),
            )
        ),
    ]


def read_cleaning(values: Values) -> dict[str, Any]:
    """The values as fields of a `Cleaning`.

    Raises:
        JobError: When a row of the classes to merge is not complete.
    """
    return {
        "merge": {old: new for old, new in values.pairs("MERGE").items() if old != new},
        "min_confidence": values.real("MIN_CONFIDENCE"),
        "min_area_m2": values.real("MIN_AREA_M2"),
        "fill_holes_m2": values.real("FILL_HOLES_M2"),
        "min_area_px": values.whole("MIN_AREA_PX"),
        "fill_holes_px": values.whole("FILL_HOLES_PX"),
        "connectivity": int(values.choice("CONNECTIVITY")),
    }
