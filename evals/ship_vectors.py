"""Computes the vectors of the shipped pack's texts, so that a fresh home embeds nothing: `make vectors`."""

from interviewer.build import Workshop
from interviewer.retrieval.embedder import MiniLmEmbedder
from interviewer.retrieval.vectors import FILE, write_vectors
from interviewer.settings import Settings


def main() -> None:
    made = Workshop(Settings())
    file = made.settings.pack / FILE
    print(f"{write_vectors(file, made.pack_texts(), MiniLmEmbedder())} texts: {file}")


if __name__ == "__main__":
    main()
