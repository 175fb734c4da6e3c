"""Cuts English text into the word pieces of uncased BERT, which both models count their tokens by."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_FILE = Path(__file__).parent / "tokenizer.json"


@cache
def tokenizer() -> "Tokenizer":
    """WordPiece over the uncased BERT vocabulary, without truncation or padding."""
    from tokenizers import Tokenizer

    found = Tokenizer.from_file(str(_FILE))
    found.no_truncation()
    found.no_padding()
    return found
