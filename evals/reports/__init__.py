"""The commands behind `make`: each writes its part of a report that is committed."""
