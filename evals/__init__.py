"""Measures the product on the same code that users run. Imports `interviewer`; never imported by it."""
