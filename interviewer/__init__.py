"""Mock Interviewer: rehearse a data science interview against role-playing agents, and be told the truth afterwards."""

__version__ = "0.1.0"
