"""Which encoders a model card may name."""

from __future__ import annotations

import segmentation_models_pytorch as smp
import timm

from ..errors import CardError


def check_encoder(name: str) -> None:
    """Check that an encoder is known, without a look at the network, where timm would seek "hf-hub:..." names.

    Args:
        name: Name of a segmentation-models-pytorch encoder, or `tu-` and the name of a timm network.

    Raises:
        CardError: When it is neither.
    """
    known = timm.is_model(name[3:]) if name.startswith("tu-") else name in smp.encoders.encoders
    if not known:
        raise CardError(
            f"The encoder '{name}' is not known.",
            "Use a name that segmentation-models-pytorch lists, or 'tu-' and the name of a timm network.",
        )
