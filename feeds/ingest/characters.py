"""The former place of feeds.characters, until the modules that still import it here are free to change."""

from feeds.characters import legal as legal
from feeds.characters import one_line as one_line
