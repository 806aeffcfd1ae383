"""Entries in, files out."""
