"""Finds the passages of a pack that are near a text. The only room that knows Chroma and the embedding model."""
