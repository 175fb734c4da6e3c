"""Decides what the interviewer does next. Knows the pack and the state; knows no engine, no wording, no storage."""
