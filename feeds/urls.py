"""Addresses: canonical URLs, tag: IRIs, and which network addresses are public."""
