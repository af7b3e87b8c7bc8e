"""The CRF as a layer that learns (CRF-as-RNN, Zheng et al. 2015, arXiv 1502.03240)."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn

from .meanfield import mean_field, normalised
from .parameters import CrfParameters
from .refine import bilateral
from .spatial import gaussian


class CrfRnn(nn.Module):
    """Mean field inference with a learnt weight of each kernel for each pair of classes, and a learnt compatibility.

    It begins as the CRF of the parameters given: weights on the diagonal, Potts. The kernels' widths are not
    learnt, and no gradient flows into the image.

    Args:
        classes: Number of classes K, at least 1; with 1 the logit belongs to a sigmoid.
        parameters: First weights, widths and backend, None: those for aerial imagery; "pydensecrf" cannot learn.
        training_steps: Steps of inference in training mode.
        steps: Steps of inference in evaluation mode.
    """

    def __init__(
        self,
        classes: int,
        parameters: CrfParameters | None = None,
        training_steps: int = 5,
        steps: int = 10,
    ) -> None:
        super().__init__()
        parameters = parameters or CrfParameters()
        # A sigmoid's class has a rival whose logit is 0.
        labels = torch.eye(max(classes, 2))
        table = 1 - labels if parameters.compatibility is None else torch.tensor(parameters.compatibility)
        self.bilateral_weights = nn.Parameter(parameters.w_bilateral * labels)
        self.spatial_weights = nn.Parameter(parameters.w_spatial * labels)
        self.compatibility = nn.Parameter(table)
        self._parameters_of_kernels = replace(parameters, compatibility=None)
        self._training_steps = training_steps
        self._steps = steps

    def forward(self, logits: Tensor, image: Tensor) -> Tensor:
        """Refine logits.

        Args:
            logits: (N, K, H, W), floating point.
            image: (N, C, H, W), in standard deviations of the bands.

        Returns:
            Logits (N, K, H, W), of the same type.

        Raises:
            RuntimeError: When it is traced: the lattice depends on the image, so a trace holds for no other.
        """
        if torch.jit.is_tracing():  # type: ignore[attr-defined, no-untyped-call]
            raise RuntimeError("A CRF layer cannot be traced: its lattice depends on the image.")
        with torch.autocast(logits.device.type, enabled=False):
            wide = logits if logits.dtype == torch.float64 else logits.float()
            refined = [self._one(*pair) for pair in zip(wide, image.detach().to(wide.dtype))]
        return torch.stack(refined).to(logits.dtype)

    def _one(self, logits: Tensor, image: Tensor) -> Tensor:
        alone = len(logits) == 1
        if alone:
            logits = torch.cat([torch.zeros_like(logits), logits])
        valid = image.isfinite().all(0)
        image = torch.where(valid, image, 0)
        parameters = self._parameters_of_kernels
        ones = valid[None].to(logits.dtype)
        with torch.no_grad():
            near = normalised(bilateral(image, valid, parameters), ones)
            close = normalised(lambda v: gaussian(v, parameters.theta_gamma_px), ones)
        refined = mean_field(
            -logits,
            [
                lambda v: torch.tensordot(self.bilateral_weights, near(v), 1),
                lambda v: torch.tensordot(self.spatial_weights, close(v), 1),
            ],
            self.compatibility,
            self._training_steps if self.training else self._steps,
        )
        return refined[1:] - refined[:1] if alone else refined
