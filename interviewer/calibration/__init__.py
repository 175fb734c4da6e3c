"""How well a model reads and coaches, measured on a small labelled set that is shipped (`README.md`)."""
