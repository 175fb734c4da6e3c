"""Keeps the event logs; the only room that knows SQLAlchemy."""
