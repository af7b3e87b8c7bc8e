"""How class probabilities are refined by the image, as plain data: what the jobs of two verbs have in common."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .crf import PARAMETER_SETS, CrfParameters
from .errors import JobError
from .postprocess.job import Cleaning

REFINEMENTS = ("none", "crf", "slic")
DEFAULT_SET = "aerial"
SUPERPIXEL_PX = 12
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
        return 3 * self.superpixel_px if self.method == "slic" else 0

    def describe(self) -> dict[str, object]:
        """The method with every number that it uses, for the metadata of results."""
        if self.method == "crf":
            return {"refine": "crf", "crf": dataclasses.asdict(self.crf_parameters)}
        return {"refine": self.method} | (
            {"superpixel_px": self.superpixel_px} if self.method == "slic" else {}
        )


@dataclass(frozen=True, kw_only=True)
class RefineJob(Cleaning):
    """Refine saved probabilities by the image, and make the classes tidy: all but the model again.

    Attributes:
        probabilities: The raster that `segment` wrote.
        raster: The raster it was made from.
        output: The class raster to write, a GeoTIFF.
        model: Name or folder of the model that the probabilities must be of; None: any.
        refine: As in `SegmentJob`.
        crf: As in `SegmentJob`.
        superpixel_px: As in `SegmentJob`.
        confidence: Second output: percent the chosen class is sure after refining, uint8; None: not written.
        refined: Third output: the refined probabilities, uint8 in steps of 1/250; None: not written.
        device: `auto`, `cpu`, `cuda`, `cuda:N` or `mps`.
        overwrite: Whether outputs that exist may be replaced.
    """

    probabilities: str
    raster: str
    output: str
    model: str | None = None
    refine: str = "crf"
    crf: Mapping[str, object] = field(default_factory=dict)
    superpixel_px: int = SUPERPIXEL_PX
    confidence: str | None = None
    refined: str | None = None
    device: str = "auto"
    overwrite: bool = False

    def __post_init__(self) -> None:
        """Check all that can be checked without opening a file.

        Raises:
            JobError: When an option is out of range or two contradict each other.
        """
        super().__post_init__()
        self.refinement  # noqa: B018 - made for its check
        if len({str(Path(p).resolve()) for p in self.outputs}) < len(self.outputs):
            raise JobError("Two outputs have the same name.", "Give each output a name of its own.")

    @property
    def refinement(self) -> Refinement:
        """What is done to the classes by the image."""
        return Refinement(self.refine, self.crf, self.superpixel_px)

    @property
    def outputs(self) -> tuple[str, ...]:
        """Every file the job writes."""
        return tuple(p for p in (self.output, self.confidence, self.refined) if p)

    @property
    def cleans(self) -> bool:
        """Whether the classes are changed once more after refining."""
        return bool(self.merge or self.min_confidence or self.by_area)
