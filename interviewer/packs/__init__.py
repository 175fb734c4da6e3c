"""Packs: all that is about one company and role, read from files and checked (`knowledge/README.md`)."""

from interviewer.packs.loader import load_pack
from interviewer.packs.schema import Pack

__all__ = ["Pack", "load_pack"]
