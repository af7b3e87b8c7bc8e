"""What `refine` is to do, as plain data. Not beside `Refinement`: QGIS's oldest Python cannot define this class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .choices import SUPERPIXEL_PX
from .errors import JobError
from .postprocess.job import Cleaning
from .refinement import Refinement


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
        entropy: Third output: how evenly the probability is spread after refining, 0 ... 1 in steps of 1/250, uint8;
            None: not written.
        refined: Fourth output: the refined probabilities, uint8 in steps of 1/250; None: not written.
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
    entropy: str | None = None
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
        return tuple(p for p in (self.output, self.confidence, self.entropy, self.refined) if p)

    @property
    def cleans(self) -> bool:
        """Whether the classes are changed once more after refining."""
        return bool(self.merge or self.min_confidence or self.by_area)
