"""Gaussian filtering in many dimensions on a permutohedral lattice (Adams, Baek & Davis 2010), in torch.

Points are spread onto the vertices of the simplex they lie in (splat), the vertices are blurred along each of
the lattice's axes, and the points read back (slice). Runs wherever torch does, and in gradients.
"""

from __future__ import annotations

import math
from typing import Any, Protocol

import torch
from torch import Tensor

# A vertex is known by a hash that is linear in its coordinates, so that a neighbour's hash is the vertex's plus
# that of the step. These odd numbers are its factors, one for each coordinate; sums wrap at 64 bits.
_GOLDEN = 0x9E3779B97F4A7C15


def hash_factors(dimensions: int) -> list[int]:
    """The hash's factors as signed 64-bit numbers, by splitmix64."""
    factors = []
    for index in range(1, dimensions + 1):
        z = index * _GOLDEN & 0xFFFFFFFFFFFFFFFF
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
        z = (z ^ z >> 27) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
        z = (z ^ z >> 31) | 1
        factors.append(z - (1 << 64) if z >> 63 else z)
    return factors


def axis_steps(dimensions: int) -> list[int]:
    """What one step along each of the lattice's D + 1 axes adds to the hash."""
    factors = hash_factors(dimensions)
    return [_wrapped((dimensions + 1) * factor - sum(factors)) for factor in [*factors, 0]]


def scales(dimensions: int) -> list[float]:
    """Factor of each feature with which blurring has standard deviation 1."""
    spread = math.sqrt(2 / 3) * (dimensions + 1)
    return [spread / math.sqrt(axis * (axis + 1)) for axis in range(1, dimensions + 1)]


class PointFilter(Protocol):
    """A Gaussian kernel of standard deviation 1 between points."""

    def filter(self, values: Tensor, transposed: bool = False) -> Tensor:
        """Filter values (K, P); not normalised. Gradients need the transposed filter."""
        ...


class Lattice:
    """A Gaussian kernel of standard deviation 1 between points, as a filter.

    Args:
        features: Coordinates (D, P) of the points, floating point.

    Attributes:
        vertices: Number of lattice vertices in use.
    """

    def __init__(self, features: Tensor) -> None:
        # There are no 64-bit floats on MPS; the lattice is built on the CPU and used there.
        device = features.device
        hashes, weights = simplices(features.cpu() if device.type == "mps" else features)
        unique, corners = torch.unique(hashes, return_inverse=True)
        self.vertices = len(unique)
        self.corners = corners.to(device)
        self.weights = weights.float().to(device)
        self.neighbours = [pair.to(device) for pair in neighbours(unique, len(features))]

    def filter(self, values: Tensor, transposed: bool = False) -> Tensor:
        """Filter values (K, P), float; not normalised. The transposed filter blurs along the axes backwards."""
        rows = values.T
        # The last row is what lies beyond the vertices: always 0.
        vertices = rows.new_zeros(self.vertices + 1, rows.shape[1])
        weights = self.weights.to(values.dtype)
        for corner, weight in zip(self.corners, weights):
            vertices = vertices.index_add(0, corner, rows * weight[:, None])
        for before, after in self.neighbours[:: -1 if transposed else 1]:
            sides = vertices.index_select(0, before) + vertices.index_select(0, after)
            vertices = vertices + 0.5 * sides
        pairs = zip(self.corners, weights)
        return torch.stack([vertices.index_select(0, c) * w[:, None] for c, w in pairs]).sum(0).T


class _Through(torch.autograd.Function):
    """Values through a filter; the gradient goes back through the transposed one."""

    @staticmethod
    def forward(ctx: Any, values: Tensor, points: PointFilter) -> Tensor:
        ctx.points = points
        return points.filter(values.flatten(1)).view_as(values)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return ctx.points.filter(gradient.flatten(1), transposed=True).view_as(gradient), None


def through(points: PointFilter, values: Tensor) -> Tensor:
    """Filter values (K, *), of P points in all; gradients flow to the values."""
    filtered: Tensor = _Through.apply(values, points)
    return filtered


def simplices(features: Tensor) -> tuple[Tensor, Tensor]:
    """Find the simplex around each point.

    Args:
        features: (D, P), floating point, in standard deviations of the kernel.

    Returns:
        Hashes of its vertices (D + 1, P), int64, and the point's barycentric weights there (D + 1, P), float64.
    """
    d = len(features)
    elevated = _elevate(features.double())
    nearest = (elevated / (d + 1)).round()
    total = nearest.sum(0).long()
    nearest = nearest.long() * (d + 1)
    order = (elevated - nearest).argsort(dim=0, descending=True, stable=True)
    rank = torch.empty_like(order)
    rank.scatter_(0, order, torch.arange(d + 1, device=order.device)[:, None].expand_as(order).contiguous())
    # Rounding each coordinate may leave the plane where coordinates sum to 0; walk back to it.
    rank += total
    nearest += (d + 1) * ((rank < 0).long() - (rank > d).long())
    rank += (d + 1) * ((rank < 0).long() - (rank > d).long())

    excess = torch.empty_like(elevated).scatter_(0, rank, (elevated - nearest) / (d + 1))
    weights = torch.empty_like(excess)
    weights[0] = 1 + excess[d] - excess[0]
    weights[1:] = (excess[:-1] - excess[1:]).flip(0)

    factors = torch.tensor(hash_factors(d), device=features.device)
    start = (nearest[:d] * factors[:, None]).sum(0)
    hashes = torch.stack(
        [start + ((r - (d + 1) * (rank[:d] > d - r).long()) * factors[:, None]).sum(0) for r in range(d + 1)]
    )
    return hashes, weights


def neighbours(unique: Tensor, dimensions: int) -> list[Tensor]:
    """Rows of each vertex's neighbours along each axis.

    Args:
        unique: Hashes (M,) of the vertices, sorted, int64.
        dimensions: D.

    Returns:
        For each of D + 1 axes (2, M + 1), int64: the rows before and after; M where there is no vertex.
    """
    count = len(unique)
    nowhere = torch.full((2, 1), count, device=unique.device)
    found = []
    for step in axis_steps(dimensions):
        wanted = torch.stack([unique + step, unique - step])
        rows = torch.searchsorted(unique, wanted).clamp_max_(count - 1)
        rows = torch.where(unique[rows] == wanted, rows, count)
        found.append(torch.cat([rows, nowhere], 1))
    return found


def _elevate(features: Tensor) -> Tensor:
    """Features (D, P), scaled, on the lattice's plane (D + 1, P)."""
    d = len(features)
    scale = scales(d)
    elevated = features.new_empty(d + 1, features.shape[1])
    total = features.new_zeros(features.shape[1])
    for axis in range(d, 0, -1):
        scaled = features[axis - 1] * scale[axis - 1]
        elevated[axis] = total - axis * scaled
        total += scaled
    elevated[0] = total
    return elevated


def _wrapped(number: int) -> int:
    """The number as signed 64 bits hold it."""
    number &= 0xFFFFFFFFFFFFFFFF
    return number - (1 << 64) if number >> 63 else number
