"""Attacks on the running application: `make attack`."""
