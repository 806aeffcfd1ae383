"""What a site shows in the place of a document when it lets nobody in: a bot challenge, or a login form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

LOOKED_AT = 200_000  # bytes: a form of login stands below a page's menus


@dataclass(frozen=True, slots=True)
class Refusal:
    what: str
    remedy: str


_A_CHALLENGE = Refusal("a bot challenge", "the site must let feed readers pass")
_A_LOGIN = Refusal("a login form", "the address needs credentials, or is for people only")

_CHALLENGE = re.compile(
    rb"cf-chl|challenge-platform|<title>just a moment|checking your browser|attention required! \| cloudflare"
    rb"|g-recaptcha|hcaptcha|px-captcha|captcha-delivery|_incapsula_|/anubis/|making sure you(?:'|&#39;)re not a bot"
    rb"|are you a robot|ddos protection by|verif(?:y|ying) (?:that )?you are (?:a )?human"
    rb"|enable javascript and cookies to continue",
    re.I,
)
_LOGIN = re.compile(rb"<input[^<>]{0,300}type\s*=\s*[\"']?password", re.I)
# What Cloudflare and AWS say beside their challenges.
_CHALLENGING = {"cf-mitigated": ("challenge",), "x-amzn-waf-action": ("challenge", "captcha")}


def find_refusal(content: bytes, headers: Mapping[str, str] | None = None) -> Refusal | None:
    """Return what refuses in a page and in the *headers* (names in lower case) it came with; None for none."""
    said = headers or {}
    if any(said.get(name, "").lower() in values for name, values in _CHALLENGING.items()):
        return _A_CHALLENGE
    head = content[:LOOKED_AT]
    if _CHALLENGE.search(head):
        return _A_CHALLENGE
    return _A_LOGIN if _LOGIN.search(head) else None
