"""The files of status/ that tell of runs, for the editor."""

from feeds.health import Status
from feeds.publish.discreet import discreet
from feeds.publish.outage_feed import render_outage_feed
from feeds.publish.paths import STATUS_ATOM, STATUS_JSON, STATUS_PAGE
from feeds.publish.status_json import render_status_json
from feeds.publish.status_page import render_status_page
from feeds.settings import Config


def render_status(config: Config, status: Status) -> dict[str, bytes]:
    """Return the page, the feed of outages and the JSON of a status, by path inside output/."""
    shown = discreet(config, status)
    return {
        STATUS_PAGE: render_status_page(config, shown),
        STATUS_ATOM: render_outage_feed(config, shown),
        STATUS_JSON: render_status_json(shown),
    }
