"""The models a user can choose from."""

from __future__ import annotations

from . import settings
from .engine.errors import CardError
from .engine.registry import DEFAULT_MODEL, Model, find_model, list_models


def known_models() -> tuple[dict[str, Model], list[CardError]]:
    """Find the models at hand, and the folders the user pointed at.

    Returns:
        Models by what a job calls them, the default first, and what is wrong with some folders.
    """
    models, faults = list_models()
    found = {"default" if m.card.name == DEFAULT_MODEL else m.card.name: m for m in models}
    for folder in settings.model_folders():
        try:
            found[folder] = find_model(folder)
        except CardError as error:
            faults.append(error)
    return dict(sorted(found.items(), key=lambda item: item[0] != "default")), faults
