"""The media type of what an entry brings along."""

import re
from mimetypes import MimeTypes
from urllib.parse import urlsplit

# Source: RFC 6838, 4.2.
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
# Without the machine's own tables, which differ from one to another; and ours where versions of Python differ.
_TYPES = MimeTypes()
_TYPES.types_map[True].update({
    ".aac": "audio/aac", ".avif": "image/avif", ".epub": "application/epub+zip", ".flac": "audio/flac",
    ".m4a": "audio/mp4", ".m4v": "video/mp4", ".oga": "audio/ogg", ".ogg": "audio/ogg", ".ogv": "video/ogg",
    ".opus": "audio/ogg", ".wav": "audio/wav", ".webm": "video/webm", ".webp": "image/webp",
})  # fmt: skip


def media_type(declared: str, url: str) -> str:
    """Return the declared media type without its parameters, else what the address ends in stands for, else "".

    >>> media_type("Audio/MPEG; q=1", ""), media_type("mp3", "https://example.org/x.MP3?y")
    ('audio/mpeg', 'audio/mpeg')
    """
    said = declared.partition(";")[0].strip().lower()
    return said if _MEDIA_TYPE.fullmatch(said) else _TYPES.guess_type(urlsplit(url).path)[0] or ""
