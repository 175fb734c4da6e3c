"""What an interview is made of: plain immutable values. Knows nothing of engines, storage or screens."""
