"""Losses, all of them masked, all of them computed in float32 or better, whatever the network runs in.

The overlap losses are those of ResUNet-a (Diakogiannis et al. 2020, ISPRS JPRS 162:94-114, section 3.3) and of
FracTAL (Diakogiannis et al. 2021, arXiv 2009.02062, section 3.1). Of a prediction p and a target l they use

    S_pl = sum p l    S_pp = sum p^2    S_ll = sum l^2

over the pixels that tell something. Sums are taken as means over the crop, which changes nothing but that the
smoothing 1e-5 weighs the same at every crop size.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from ..errors import JobError
from ..models.resuneta import Tasks
from .targets import Target, TaskTargets

_SMOOTHING = 1e-5
_LEAST_PROBABILITY = 1e-7
FRACTAL_DEPTH = 5

ClassWeights = Tensor | None


class Loss(nn.Module):
    """A loss of logits, or of probabilities for the tasks whose network gives those.

    Args:
        class_weights: How much each of the K classes counts, float (K,); None: all the same.
    """

    class_weights: Tensor

    def __init__(self, class_weights: ClassWeights = None) -> None:
        super().__init__()
        weights = torch.ones(1) if class_weights is None else class_weights.float()
        self.register_buffer("class_weights", weights, persistent=False)

    def forward(self, logits: Tensor, target: Target) -> Tensor:
        """Compare logits (N, K, H, W), K >= 2, with a target; returns a scalar, 0 at best."""
        with torch.autocast(logits.device.type, enabled=False):
            return self.of_probabilities(torch.softmax(_precise(logits), dim=1), target)

    def of_probabilities(self, probabilities: Tensor, target: Target) -> Tensor:
        """Compare probabilities 0..1 (N, K, H, W), which need not sum to 1, with a target; returns a scalar."""
        raise NotImplementedError


def _precise(x: Tensor) -> Tensor:
    return x.to(torch.promote_types(x.dtype, torch.float32))


class CrossEntropy(Loss):
    """Cross-entropy: mean over the pixels that tell something of -log of the wanted class's probability.

    Of a pixel that is known only to be none of the annotated classes, the summed probability of all others is
    wanted. Of probabilities it is the binary cross-entropy of each channel.
    """

    def forward(self, logits: Tensor, target: Target) -> Tensor:
        """As `Loss.forward`; the mean is divided by the sum of the weights, as in PyTorch.

        A pixel of no annotated class weighs as much as the other classes on average.
        """
        with torch.autocast(logits.device.type, enabled=False):
            log_p = torch.log_softmax(_precise(logits), dim=1)
            weights = target.onehot * self.class_weights[:, None, None]
            total, weight = (weights * log_p).sum(), weights.sum()
            other = (target.mask.amax(1) > target.onehot.amax(1)) & (target.mask.amin(1) == 0)
            if other.any():
                possible = (target.mask == 0).movedim(1, -1)[other]
                wanted = log_p.movedim(1, -1)[other].masked_fill(~possible, -torch.inf).logsumexp(1)
                weights = (possible * self.class_weights).sum(1) / possible.sum(1)
                total, weight = total + (weights * wanted).sum(), weight + weights.sum()
            return -total / weight.clamp_min(_LEAST_PROBABILITY)

    def of_probabilities(self, probabilities: Tensor, target: Target) -> Tensor:
        """As `Loss.of_probabilities`; for a target between 0 and 1 the best value is its entropy, not 0."""
        with torch.autocast(probabilities.device.type, enabled=False):
            p = _precise(probabilities).clamp(_LEAST_PROBABILITY, 1 - _LEAST_PROBABILITY)
            entropy = -(target.onehot * p.log() + (1 - target.onehot) * (-p).log1p())
            weights = target.mask * self.class_weights[:, None, None]
            return (weights * entropy).sum() / weights.sum().clamp_min(_LEAST_PROBABILITY)


class _Sums(NamedTuple):
    """Masked sums over pixels, (N, K) each: products, and the target's plain sum, its volume."""

    pl: Tensor
    pp: Tensor
    ll: Tensor
    p: Tensor
    volume: Tensor


def _sums(p: Tensor, l: Tensor, mask: Tensor) -> _Sums:  # noqa: E741 - the paper's letter
    mp, ml = mask * p, mask * l
    return _Sums(*(t.mean((2, 3)) for t in (mp * l, mp * p, ml * l, mp, ml)))


class Dice(Loss):
    """Mean over classes of 1 - Dice, of the whole batch's pixels, in one of three forms.

    Form 1: 2 S_pl / (S_p + S_l); form 2: 2 S_pl / (S_pp + S_ll); form 3: S_pl / (S_pp + S_ll - S_pl), which is
    Tanimoto's. A class absent from the batch's labels is left out; where none is present the loss is 0. Form 1
    has its best value 0 for targets of 0 and 1 only.

    Args:
        class_weights: As in `Loss`.
        form: 1, 2 or 3.
    """

    def __init__(self, class_weights: ClassWeights = None, form: int = 1) -> None:
        super().__init__(class_weights)
        self.form = form

    def of_probabilities(self, probabilities: Tensor, target: Target) -> Tensor:
        """As `Loss.of_probabilities`."""
        with torch.autocast(probabilities.device.type, enabled=False):
            sums = _Sums(*(t.mean(0) for t in _sums(_precise(probabilities), target.onehot, target.mask)))
            numerator, denominator = {
                1: (2 * sums.pl, sums.p + sums.volume),
                2: (2 * sums.pl, sums.pp + sums.ll),
                3: (sums.pl, sums.pp + sums.ll - sums.pl),
            }[self.form]
            # Scaled to the class's volume: a building of few pixels is not drowned by the smoothing.
            present = sums.volume > 0
            smoothing = _SMOOTHING * torch.where(present, sums.volume, 1.0)
            loss = 1 - (numerator + smoothing) / (denominator + smoothing)
            weights = present * self.class_weights
            return (weights * loss).sum() / weights.sum().clamp_min(_LEAST_PROBABILITY)


class Tanimoto(Loss):
    """1 - Tanimoto similarity of each sample, all classes together, averaged over the batch.

    T = (sum_c w_c S_pl + e) / (sum_c w_c (S_pp + S_ll - S_pl) + e), with w_c = 1 / V_c^2 and V_c the batch's mean
    volume of the class; the infinite weight of an absent class becomes the largest finite one. The fractal form of
    depth d averages S_pl / (2^i (S_pp + S_ll) - (2^(i+1) - 1) S_pl) over i = 0 ... d-1. Samples that tell nothing
    are left out of the average.

    Args:
        class_weights: As in `Loss`; they multiply w_c.
        complement: Whether to average T(p, l) with T(1-p, 1-l), whose weights are its own.
        depth: 1, or more for the fractal form.
        by_volume: Whether classes weigh 1 / V_c^2; FracTAL's do not.
    """

    def __init__(
        self,
        class_weights: ClassWeights = None,
        complement: bool = False,
        depth: int = 1,
        by_volume: bool = True,
    ) -> None:
        super().__init__(class_weights)
        self.complement = complement
        self.depth = depth
        self.by_volume = by_volume

    def of_probabilities(self, probabilities: Tensor, target: Target) -> Tensor:
        """As `Loss.of_probabilities`."""
        with torch.autocast(probabilities.device.type, enabled=False):
            p, wanted, mask = _precise(probabilities), target.onehot, target.mask
            similarity = self._similarity(_sums(p, wanted, mask))
            if self.complement:
                similarity = (similarity + self._similarity(_sums(1 - p, 1 - wanted, mask))) / 2
            told = mask.amax((1, 2, 3)) > 0
            return (told * (1 - similarity)).sum() / told.sum().clamp_min(1)

    def _similarity(self, sums: _Sums) -> Tensor:
        weights = self.class_weights * (_volume_weights(sums.volume) if self.by_volume else 1.0)
        inner = (weights * sums.pl).sum(1)
        squares = (weights * (sums.pp + sums.ll)).sum(1)
        terms = [
            (inner + _SMOOTHING) / (2**i * squares - (2 ** (i + 1) - 1) * inner + _SMOOTHING)
            for i in range(self.depth)
        ]
        return torch.stack(terms).mean(0)


def _volume_weights(volume: Tensor) -> Tensor:
    """1 / V^2 of the batch's mean volume (N, K) -> (K,); all 1 where every class is absent."""
    mean = volume.mean(0)
    weights = mean.square().reciprocal()
    finite = torch.isfinite(weights)
    largest = torch.where(finite, weights, 0.0).amax()
    return torch.where(finite, weights, torch.where(largest > 0, largest, 1.0))


LOSSES: dict[str, Callable[[ClassWeights], Loss]] = {
    "cross-entropy": CrossEntropy,
    "dice": Dice,
    "dice-2": lambda weights: Dice(weights, form=2),
    "dice-3": lambda weights: Dice(weights, form=3),
    "tanimoto": Tanimoto,
    "tanimoto-complement": lambda weights: Tanimoto(weights, complement=True),
    "fractal-tanimoto": lambda weights: Tanimoto(
        weights, complement=True, depth=FRACTAL_DEPTH, by_volume=False
    ),
}


class Sum(Loss):
    """The sum of several losses."""

    def __init__(self, terms: Sequence[Loss]) -> None:
        super().__init__()
        self.terms = nn.ModuleList(terms)

    def forward(self, logits: Tensor, target: Target) -> Tensor:
        """As `Loss.forward`."""
        return torch.stack([term(logits, target) for term in self.terms]).sum()

    def of_probabilities(self, probabilities: Tensor, target: Target) -> Tensor:
        """As `Loss.of_probabilities`."""
        return torch.stack([term.of_probabilities(probabilities, target) for term in self._losses()]).sum()

    def _losses(self) -> list[Loss]:
        return [term for term in self.terms if isinstance(term, Loss)]


def build_loss(name: str, class_weights: ClassWeights = None) -> Loss:
    """Build a loss, or a sum of losses.

    Args:
        name: A key of `LOSSES`, or several joined by `+`.
        class_weights: As in `Loss`.

    Raises:
        JobError: When there is no such loss.
    """
    names = [part.strip() for part in name.split("+")]
    for part in names:
        if part not in LOSSES:
            raise JobError(
                f"There is no loss '{part}'.", f"Choose from {', '.join(LOSSES)}; '+' adds several."
            )
    terms = [LOSSES[part](class_weights) for part in names]
    return terms[0] if len(terms) == 1 else Sum(terms)


class MultiTaskLoss(nn.Module):
    """One loss for each task of the conditioned head, averaged with equal weights.

    Args:
        loss: The loss; its class weights hold for every task but colour.
    """

    def __init__(self, loss: Loss) -> None:
        super().__init__()
        self.by_class = loss
        self.colour = copy.deepcopy(loss)
        for part in self.colour.modules():
            if isinstance(part, Loss):
                part.class_weights = torch.ones(1)

    def forward(self, tasks: Tasks, targets: TaskTargets) -> Tensor:
        """Compare what the network says of a batch with its targets; returns a scalar."""
        losses = (
            self.by_class(tasks.segmentation, targets.segmentation),
            self.by_class.of_probabilities(tasks.boundary, targets.boundary),
            self.by_class.of_probabilities(tasks.distance, targets.distance),
            self.colour.of_probabilities(tasks.colour, targets.colour),
        )
        return torch.stack(losses).mean()
