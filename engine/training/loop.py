"""The loop: step after step, validated, checkpointed, and ended for one of five reasons."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from lightning_fabric import Fabric
from torch import Tensor

from ..device import MEMORY_FAULTS, is_out_of_memory
from ..errors import DeviceError
from ..progress import Progress
from .checkpoints import load_best, load_checkpoint, save_best, save_checkpoint
from .crops import TrainCrops
from .feed import Batch, Share, feed
from .objective import Objective
from .optimiser import MeanWeights, Schedule, make_optimiser
from .ranks import sum_of_ranks
from .recipe import Recipe
from .runlog import RunLog
from .validation import Validation

_LOGGED_STEPS = 2000
_SEEDS_APART = 1_000_000_007
_NOT_FINITE_REMEDY = "Check the rasters' values, or take a smaller learning rate (lr)."


class NotFinite(Exception):  # noqa: N818 - an ending, told in the result
    """The loss of a step, or its gradient, is NaN or infinite."""


@dataclass(frozen=True)
class Ending:
    """How a training ended.

    Attributes:
        reason: `done`, `patience`, `stopped` or `not finite`.
        step: Steps done.
        best_step: The step whose weights are kept.
        best_miou: Their mean IoU on the held-out tiles; NaN where they were never scored.
        text: What the user should know; empty when all steps were done.
        remedy: What the user can do about it.
    """

    reason: str
    step: int
    best_step: int
    best_miou: float
    text: str = ""
    remedy: str = ""


class Training:
    """A network on its way: everything that changes from step to step, and the way to go on.

    Args:
        fabric: Device, precision and other processes.
        objective: The network with its loss.
        crops: Samples by number.
        validate: Scores the network on the held-out tiles.
        recipe: The recipe.
        folder: Where checkpoints go.
        seed: Of what is random inside the network.
    """

    def __init__(
        self,
        fabric: Fabric,
        objective: Objective,
        crops: TrainCrops,
        validate: Callable[[Objective], Validation],
        recipe: Recipe,
        folder: Path,
        seed: int,
    ) -> None:
        self._fabric = fabric
        self._objective = objective
        self._crops = crops
        self._validate = validate
        self._recipe = recipe
        self._folder = folder
        self._seed = seed
        # Convolutions are faster with a pixel's channels side by side, on the CPU and with half precision on CUDA.
        fabric.to_device(objective).to(memory_format=torch.channels_last)
        optimiser = make_optimiser(objective.network, recipe)
        self._wrapped, self._optimiser = fabric.setup(objective, optimiser)
        self._wrapped.mark_forward_method("logits")
        self._scaler = getattr(fabric.strategy.precision, "scaler", None)
        self._schedule = Schedule(recipe)
        self._mean = MeanWeights(objective.network, recipe.ema) if recipe.ema else None
        self._share = Share(recipe.batch, fabric.global_rank, fabric.world_size, recipe.accumulate)
        self.step = 0
        self._best_step = 0
        self._best_miou = math.nan
        self._stale = 0

    def resume(self) -> bool:
        """Go on from the newest checkpoint; False where there is none.

        Raises:
            CheckpointError: When those there cannot be read.
        """
        state = load_checkpoint(self._folder)
        if state is None:
            return False
        self._objective.network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._schedule.restore(state["schedule"])
        self._fabric.strategy.precision.load_state_dict(state["precision"])
        if self._mean is not None:
            self._mean.restore(state["mean"])
        self.step, self._stale = state["step"], state["stale"]
        self._best_step, self._best_miou = state["best_step"], state["best_miou"]
        return True

    def run(self, log: RunLog | None, progress: Progress) -> Ending:
        """Train until it is over.

        Args:
            log: Where it is written down; None on all processes but the first.
            progress: Who is told, and may stop it.

        Raises:
            DeviceError: When not even a single sample fits into the device's memory.
            CheckpointError: When a checkpoint cannot be written.
        """
        while True:
            try:
                return self._until_over(log, progress)
            except NotFinite as error:
                return self._ending("not finite", str(error), _NOT_FINITE_REMEDY)
            except MEMORY_FAULTS as error:
                if not is_out_of_memory(error):
                    raise
                self._take_less(error, progress)

    def best_weights(self, ending: Ending) -> dict[str, Tensor]:
        """The weights that the run is to leave behind, on the CPU."""
        if not math.isnan(ending.best_miou):
            return load_best(self._folder, ending.best_step)
        return {name: value.cpu() for name, value in self._weights().items()}

    def _until_over(self, log: RunLog | None, progress: Progress) -> Ending:
        recipe, started, first = self._recipe, time.monotonic(), self.step
        every = max(1, recipe.steps // _LOGGED_STEPS)
        on_cpu = self._fabric.device.type == "cpu"
        with feed(
            self._crops, self._share, first, recipe.steps, self._objective.multi_task, on_cpu
        ) as batches:
            while self.step < recipe.steps:
                loss, stop = self._advance(batches, progress.cancelled)
                left_s = (time.monotonic() - started) * (recipe.steps - self.step) / (self.step - first)
                if log is not None and self.step % every == 0:
                    lr = self._schedule.lr(self.step - 1)
                    log.write(self.step, {"loss": loss, "lr": lr})
                    progress.metrics(self.step, recipe.steps, loss, lr, left_s)
                last = stop or self.step == recipe.steps
                if self.step % recipe.val_every == 0 or (last and not (stop and self._best_step)):
                    self._score(log, progress)
                    self._keep()
                elif self.step % recipe.checkpoint_every == 0 or stop:
                    self._keep()
                if stop:
                    return self._ending("stopped", f"Training was stopped after step {self.step}.")
                if recipe.patience and self._stale >= recipe.patience:
                    text = f"Training ended at step {self.step}: no gain in {self._stale} validations."
                    return self._ending("patience", text)
        return self._ending("done", "")

    def _advance(self, batches: Iterator[Batch], cancelled: bool) -> tuple[float, bool]:
        """Take one step; returns its loss, and whether somebody wants to stop."""
        fabric, share, step = self._fabric, self._share, self.step
        # Dropout depends on the number of the step alone, so that a resumed run draws what the first one drew.
        torch.manual_seed(self._seed * _SEEDS_APART + step * share.ranks + share.rank)
        for group in self._optimiser.param_groups:
            group["lr"] = self._schedule.lr(step) * group["factor"]
        self._wrapped.train()
        self._optimiser.zero_grad()
        parts = share.indices(step)
        total = torch.zeros(2, device=fabric.device)
        total[1] = float(cancelled)
        for number, part in enumerate(parts):
            batch = fabric.to_device(next(batches))
            with fabric.no_backward_sync(self._wrapped, enabled=number < len(parts) - 1):
                loss = self._wrapped(batch)
                fabric.backward(loss * (len(part) * share.ranks / share.batch))
            total[0] += loss.detach() * (len(part) / share.batch)
        loss_sum, stop = sum_of_ranks(fabric, total)
        if not math.isfinite(loss_sum):
            raise NotFinite(_diagnose(step, "loss" if torch.isfinite(batch["raw"]).all() else "input"))
        norm = fabric.clip_gradients(
            self._wrapped, self._optimiser, max_norm=self._recipe.clip or math.inf, error_if_nonfinite=False
        )
        # A scaler of half precision meets infinite gradients now and then, and leaves such a step out by itself.
        if self._scaler is None and norm is not None and not torch.isfinite(norm):
            raise NotFinite(_diagnose(step, "gradient"))
        self._optimiser.step()
        if self._mean is not None:
            self._mean.update(step)
        self.step += 1
        return loss_sum, bool(stop)

    def _score(self, log: RunLog | None, progress: Progress) -> None:
        """Validate, and take note of whether it is the best so far."""
        self._wrapped.eval()
        if self._mean is None:
            result = self._validate(self._objective)
        else:
            with self._mean.applied():
                result = self._validate(self._objective)
        gained = math.isnan(self._best_miou) or result.miou > self._best_miou
        self._stale = 0 if gained else self._stale + 1
        self._schedule.validated(gained)
        if gained:
            self._best_step, self._best_miou = self.step, result.miou
            if self._fabric.is_global_zero:
                save_best(self._folder, self.step, self._weights())
        if log is not None:
            columns = {f"IoU {name}": value for name, value in result.iou.items()}
            log.write(self.step, {"val_loss": result.loss, "mIoU": result.miou, **columns})
            progress.validation(self.step, result.miou, result.iou, result.loss, gained)

    def _keep(self) -> None:
        if not self._fabric.is_global_zero:
            return
        state = {
            "network": self._objective.network.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "schedule": self._schedule.state(),
            "precision": self._fabric.strategy.precision.state_dict(),
            "mean": self._mean.state() if self._mean is not None else {},
            "stale": self._stale,
            "best_step": self._best_step,
            "best_miou": self._best_miou,
        }
        save_checkpoint(self._folder, self.step, state)

    def _weights(self) -> dict[str, Tensor]:
        if self._mean is not None:
            return self._mean.state()
        return dict(self._objective.network.state_dict())

    def _ending(self, reason: str, text: str, remedy: str = "") -> Ending:
        return Ending(reason, self.step, self._best_step, self._best_miou, text, remedy)

    def _take_less(self, error: RuntimeError | MemoryError, progress: Progress) -> None:
        """Go to the device in twice as many parts, which keeps the batch that a step learns from."""
        share = self._share
        if share.largest_part == 1:
            raise DeviceError(
                f"Not even one crop of {self._recipe.crop_px} pixels fits into the memory of {self._fabric.device}.",
                "Choose a smaller crop (crop_px) or a smaller network.",
            ) from error
        if share.ranks > 1:  # the others would have to take less at the same step
            raise DeviceError(
                f"{share.largest_part} crops at once are too many for the memory of {self._fabric.device}.",
                f"Several devices cannot find the number by themselves: choose accumulate={2 * share.parts} or more, "
                "a smaller crop (crop_px) or a smaller network.",
            ) from error
        self._share = Share(share.batch, share.rank, share.ranks, 2 * share.parts)
        self._optimiser.zero_grad()
        if self._fabric.device.type == "cuda":
            torch.cuda.empty_cache()
        progress.info(
            f"Memory ran out: {self._share.largest_part} samples at once from now on; "
            f"a step still learns from {share.batch}."
        )


def _diagnose(step: int, what: str) -> str:
    """Say what is not a number in step `step`, counted from 0."""
    return f"Training ended at step {step + 1}: its {what} is not a finite number."
