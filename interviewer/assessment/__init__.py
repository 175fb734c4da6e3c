"""What an answer is worth: read, verified, levelled, explained; and the last word on a whole interview."""
