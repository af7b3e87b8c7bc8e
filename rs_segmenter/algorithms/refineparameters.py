"""Parameters of how class probabilities are refined by the image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..engine.choices import CRF_SETS, DEFAULT_SET, REFINEMENTS, SUPERPIXEL_PX
from ..i18n import tr
from .parameters import Parameter, advanced, enum_of, text_of, whole

if TYPE_CHECKING:
    from .values import Values


def refine_parameters(default: str) -> list[Parameter]:
    """Make the parameters that `read_refinement` reads.

    Args:
        default: The method where nothing is chosen.
    """
    return [
        enum_of(
            "REFINE",
            tr("Refine edges"),
            sorted(REFINEMENTS, key=lambda method: method != default),
            tr("crf: dense CRF; slic: the majority in each superpixel, cheaper; none."),
        ),
        advanced(
            enum_of(
                "CRF_SET",
                tr("Set of CRF parameters"),
                sorted(CRF_SETS, key=lambda name: name != DEFAULT_SET),
                tr("Made for a kind of imagery."),
            )
        ),
        advanced(
            text_of(
                "CRF",
                tr("Other CRF parameters"),
                tr("NAME=VALUE, separated by spaces, such as theta_alpha_px=40 iterations=10."),
            )
        ),
        advanced(
            whole(
                "SUPERPIXEL_PX",
                tr("Side of a superpixel in pixels"),
                tr("About, for slic."),
                least=2,
                most=128,
                default=SUPERPIXEL_PX,
            )
        ),
    ]


def read_refinement(values: Values) -> dict[str, object]:
    """The values as the fields `refine`, `crf` and `superpixel_px` of a job.

    Raises:
        JobError: When a parameter of the CRF is no pair.
    """
    chosen = values.choice("CRF_SET")
    own_set = {} if chosen == DEFAULT_SET else {"set": chosen}
    return {
        "refine": values.choice("REFINE"),
        "crf": own_set | values.assignments("CRF"),
        "superpixel_px": values.whole("SUPERPIXEL_PX"),
    }
