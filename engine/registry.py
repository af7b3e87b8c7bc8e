"""Where models are found, and how they are added and removed."""

from __future__ import annotations

import lzma
import os
import shutil
import stat
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .card import CARD_FILE, WEIGHTS_FILE, ModelCard, read_card
from .errors import CardError, EngineError
from .folders import data_folder
from .preferences import MODELS, preferred_folder

DEFAULT_MODEL = "landcover-light"
_DEFAULT = "default"
_IN_TRAINING = ".training"
_ADDING = ".adding-"
_STALE_S = 86400
_MAX_FILES = 50
_MAX_BYTES = 4 << 30
_SUFFIXES = {".json", ".safetensors", ".md", ".txt", ".png", ".html", ".csv", ""}


def shipped_models() -> Path:
    """Folder of the models that ship with the engine."""
    return Path(__file__).resolve().parent.parent / "resources" / "models"


def user_models() -> Path:
    """Folder of the user's own models; `RS_SEGMENTER_MODELS` overrides the platform's data folder."""
    return preferred_folder(MODELS) or data_folder() / "models"


@dataclass(frozen=True)
class Model:
    """A model at hand: its folder and its card."""

    folder: Path
    card: ModelCard


def list_models(folders: Iterable[Path] = ()) -> tuple[list[Model], list[CardError]]:
    """Find models, the user's before those that ship; the first of a name wins.

    Args:
        folders: Further folders of models to look in, before the others.

    Returns:
        Models by name, and what is wrong with the folders that could not be read.
    """
    found: dict[str, Model] = {}
    faults = []
    for folder in _model_folders((*folders, user_models(), shipped_models())):
        try:
            model = Model(folder, read_card(folder))
        except CardError as error:
            faults.append(error)
            continue
        found.setdefault(model.card.name, model)
    return sorted(found.values(), key=lambda m: m.card.name), faults


def _model_folders(roots: Iterable[Path]) -> Iterator[Path]:
    for root in roots:
        if root.is_dir():
            folders = (p for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))
            # What a training works in lies beside the model that it makes.
            yield from sorted(p for p in folders if p.suffix != _IN_TRAINING)


def find_model(name: str, folders: Iterable[Path] = ()) -> Model:
    """Find one model by name or by folder.

    Args:
        name: `default`, a model's name, or the path of a model folder.
        folders: Further folders of models to look in.

    Raises:
        CardError: When there is none, or its card is broken.
    """
    wanted = DEFAULT_MODEL if name == _DEFAULT else name
    models, _ = list_models(folders)
    for model in models:
        if model.card.name == wanted:
            return model
    for folder in _model_folders((*folders, user_models(), shipped_models())):
        if folder.name == wanted:
            return Model(folder, read_card(folder))
    path = Path(name)
    if path.is_dir():
        return Model(path, read_card(path))
    if path.is_file():
        raise CardError(
            f"'{name}' is a file; a model is a folder with {CARD_FILE} and {WEIGHTS_FILE}.",
            "Add a zip or folder with 'rs-segmenter models add'. A pickled checkpoint without a card is never opened.",
        )
    names = ", ".join(m.card.name for m in models) or "none"
    raise CardError(
        f"There is no model '{name}'.", f"Models at hand: {names}. Or give the path of a model folder."
    )


def add_model(source: Path, *, replace: bool = False) -> Model:
    """Copy a model from a folder or zip into the user's folder, whole or not at all.

    Args:
        source: A model folder, or a zip of one.
        replace: Whether a model of the same name may be replaced.

    Raises:
        CardError: When it is no model, one of that name is there already, or none can be found by such a name.
        WeightsError: When its weights are damaged or do not fit.
        EngineError: When the zip is hostile or damaged, or the user's folder cannot be written.
    """
    from .weights import check_model, convert_checkpoint

    root = user_models()
    with _writable(root), tempfile.TemporaryDirectory(prefix=_ADDING, dir=root) as room:
        _sweep(root)
        folder = Path(room) / "model"
        folder.mkdir()
        if source.is_dir():
            _copy_files(source, folder)
        elif zipfile.is_zipfile(source) and source.suffix.lower() == ".zip":
            _unzip(source, folder)
        else:
            raise CardError(
                f"'{source}' is neither a model folder nor a zip of one.", f"It must hold {CARD_FILE}."
            )
        with _told_of(source, folder):
            convert_checkpoint(source if source.is_dir() else folder, folder)
            card = read_card(folder)
            _check_name(card.name, folder / CARD_FILE)
            check_model(Model(folder, card))
        target = root / card.name
        if target.exists() and not replace:
            raise CardError(
                f"There is already a model '{card.name}'.", "Remove it first, or allow replacing it."
            )
        retired = Path(room) / "retired"
        if target.exists():
            os.replace(target, retired)
        os.replace(folder, target)
    return Model(target, card)


def _check_name(name: str, card: Path) -> None:
    if name == _DEFAULT or name.endswith(_IN_TRAINING):
        raise CardError(
            f"A model of the name '{name}' cannot be added: it would not be found by that name.",
            f"Give it another name, as 'id' in '{card}'.",
        )


def _sweep(root: Path) -> None:
    """Remove what killed programs left of models that they were adding."""
    for room in root.glob(f"{_ADDING}*"):
        with suppress(OSError):  # another program may have removed it meanwhile
            if time.time() - room.stat().st_mtime > _STALE_S:
                shutil.rmtree(room)


@contextmanager
def _told_of(source: Path, copy: Path) -> Iterator[None]:
    """Say what is wrong of what the user gave, and not of the copy, which is gone by then."""
    try:
        yield
    except EngineError as error:
        told = (text.replace(str(copy), str(source)) for text in (error.message, error.hint))
        raise type(error)(*told) from error


@contextmanager
def _writable(root: Path) -> Iterator[None]:
    """Make the folder of the user's models; one that cannot be written to, or is full, is said so."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise EngineError(
            f"The folder of your models '{root}' cannot be written: {error.strerror}.",
            "Free some space, or name another folder in the environment variable RS_SEGMENTER_MODELS.",
        ) from error


def _copy_files(source: Path, folder: Path) -> None:
    for path in source.iterdir():
        if path.is_file() and not path.is_symlink() and path.suffix in _SUFFIXES:
            shutil.copyfile(path, folder / path.name)


def _unzip(source: Path, folder: Path) -> None:
    """Take the files of one folder out of a zip; names with paths, links and floods are refused."""
    with _whole(source) as archive:
        entries = [e for e in archive.infolist() if not e.is_dir() and not _from_finder(e.filename)]
        tops = {
            PurePosixPath(e.filename).parent for e in entries if PurePosixPath(e.filename).name == CARD_FILE
        }
        if len(tops) != 1:
            raise CardError(
                f"'{source}' holds {len(tops)} model cards instead of one.", "Zip one model folder."
            )
        top = tops.pop()
        for entry in entries:
            path = PurePosixPath(entry.filename)
            plain = (
                stat.S_IFMT(entry.external_attr >> 16) in (0, stat.S_IFREG)
                and path.parent == top
                and len(top.parts) <= 1
                and ".." not in path.parts
                and not path.is_absolute()
                and path.name.isprintable()
            )
            # On Windows, a colon names a drive or a hidden stream.
            if not plain or set("\\:") & set(entry.filename) or path.suffix not in _SUFFIXES:
                raise EngineError(
                    f"'{source}' holds '{entry.filename}', which no model folder has.",
                    "Do not use this file; get the model from where it was published.",
                )
        if len(entries) > _MAX_FILES or sum(e.file_size for e in entries) > _MAX_BYTES:
            raise EngineError(f"'{source}' unpacks to more than a model can hold.", "Do not use this file.")
        for entry in entries:
            with (
                archive.open(entry) as packed,
                open(folder / PurePosixPath(entry.filename).name, "wb") as out,
            ):
                shutil.copyfileobj(packed, out)


def _from_finder(name: str) -> bool:
    """Whether an entry is what macOS adds to every zip."""
    path = PurePosixPath(name)
    return path.parts[:1] == ("__MACOSX",) or path.name == ".DS_Store"


@contextmanager
def _whole(source: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip; what cannot be unpacked (damaged, encrypted, packed in an unknown way, too large) is said so."""
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError) as error:
        raise EngineError(
            f"'{source}' cannot be unpacked: {error}.",
            "Free some space if the disk is full, else get the model again.",
        ) from error


def remove_model(name: str) -> Path:
    """Delete one of the user's models.

    Returns:
        The folder that is gone.

    Raises:
        CardError: When there is none of that name, or it ships with the program.
        EngineError: When its files cannot be deleted.
    """
    # By its folder first: a model whose card is broken must be removable too.
    own = {p.name: p for p in _model_folders([user_models()])}
    folder = own.get(name) or find_model(name).folder
    if folder.resolve().parent != user_models().resolve():
        raise CardError(
            f"The model '{name}' in '{folder}' is not one you added.", "Only added models can be removed."
        )
    with _writable(user_models()):
        shutil.rmtree(folder)
    return folder
