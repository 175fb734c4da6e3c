"""Computes the vectors of the shipped pack's texts, so that a fresh home embeds nothing: `make vectors`."""

from interviewer.app import Services, no_progress
from interviewer.retrieval.embedder import MiniLmEmbedder
from interviewer.retrieval.vectors import FILE, packed_vectors
from interviewer.settings import Settings


def main() -> None:
    made = Services(Settings())
    file, texts = made.settings.pack / FILE, made.resources.texts()
    file.write_bytes(packed_vectors(texts, MiniLmEmbedder(), no_progress))
    print(f"{len(set(texts))} texts: {file}")


if __name__ == "__main__":
    main()
