"""What a page of ours may load and do, whatever got into it. Source: Content Security Policy Level 3."""

# http: too, where many a feed has its pictures and sounds; a browser asks for https first.
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: http: data:; "
    "media-src https: http:; base-uri 'none'; form-action 'none'"
)
