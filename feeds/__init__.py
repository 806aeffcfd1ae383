"""Rubrique turns articles and feeds into categorised feeds."""

__version__ = "0.1.0"
