"""What the candidate has said so far, and whether it holds together. Pure functions of an interview; no models."""
