"""How class probabilities are refined by the image, as plain data: what the jobs of two verbs have in common."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

from .choices import DEFAULT_SET, REFINEMENTS, SUPERPIXEL_PX
from .crf import PARAMETER_SETS, CrfParameters
from .errors import JobError

# Side of what is refined at once, without the halo around it.
CORE_PX = 512
_WIDEST_HALO_PX = 1024


@dataclass(frozen=True)
class Refinement:
    """A way to refine probabilities.

    Attributes:
        method: `none`, `crf` (dense CRF), or `slic` (majority in each superpixel).
        crf: Parameters of the CRF by name that differ from those of its set, which is named by `set`.
        superpixel_px: Side of a superpixel, about.
    """

    method: str = "none"
    crf: Mapping[str, object] = field(default_factory=dict)
    superpixel_px: int = SUPERPIXEL_PX

    def __post_init__(self) -> None:
        """Check all of it, also what the method has no use for.

        Raises:
            JobError: When a name is unknown or a number out of range.
        """
        if self.method not in REFINEMENTS:
            raise JobError(
                f"There is no refinement called '{self.method}'.", f"Choose one of {', '.join(REFINEMENTS)}."
            )
        if type(self.superpixel_px) is not int or not 2 <= self.superpixel_px <= 128:
            raise JobError(
                f"Superpixels of {self.superpixel_px} pixels make no sense.",
                "Give a side from 2 to 128 pixels.",
            )
        if self.crf_parameters.halo_px > _WIDEST_HALO_PX:
            raise JobError(
                f"The CRF would look {self.crf_parameters.halo_px} pixels around each tile, "
                f"more than the {_WIDEST_HALO_PX} that memory is planned for.",
                "Give a smaller theta_alpha_px or theta_gamma_px.",
            )

    @property
    def crf_parameters(self) -> CrfParameters:
        """All parameters of the CRF.

        Raises:
            JobError: When a name is unknown or a number is zero, negative or not finite.
        """
        values = dict(self.crf)
        name = values.pop("set", DEFAULT_SET)
        if not isinstance(name, str) or name not in PARAMETER_SETS:
            raise JobError(
                f"There is no set of CRF parameters called '{name}'.",
                f"Choose one of {', '.join(PARAMETER_SETS)}.",
            )
        known = [f.name for f in dataclasses.fields(CrfParameters)]
        if unknown := sorted(set(values) - set(known)):
            raise JobError(
                f"There is no CRF parameter called '{unknown[0]}'.", f"Choose one of {', '.join(known)}."
            )
        return dataclasses.replace(PARAMETER_SETS[name], **values)  # type: ignore[arg-type]

    @property
    def halo_px(self) -> int:
        """What a tile needs around its core."""
        if self.method == "crf":
            return self.crf_parameters.halo_px
        # By benchmarks/crf.py: within 6 px of a seam 0.3 % of the labels then differ from those of an untiled run,
        # with 6 sides 1.5 %; more than 12 gain nothing.
        return min(10 * self.superpixel_px, _WIDEST_HALO_PX) if self.method == "slic" else 0

    def describe(self) -> dict[str, object]:
        """The method with every number that it uses, for the metadata of results."""
        if self.method == "crf":
            return {"refine": "crf", "crf": dataclasses.asdict(self.crf_parameters)}
        return {"refine": self.method} | (
            {"superpixel_px": self.superpixel_px} if self.method == "slic" else {}
        )
