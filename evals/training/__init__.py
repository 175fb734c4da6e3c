"""Fits the embedded extractor, and writes what it needs to know of itself."""
