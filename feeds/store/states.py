"""What is remembered of a source between visits, as a row of its table, and back."""

from typing import Any

from sqlalchemy import Row

from feeds.changes import SourceState
from feeds.model import Validators
from feeds.store.values import announced_of, origin_of, pace_of, to_text, words_of


def row_of(state: SourceState) -> dict[str, Any]:  # Any: a value of each column
    return {
        "adopted": True,
        "origin": to_text(state.origin),
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "digest": state.digest,
        "last_visit": state.last_visit,
        "last_success": state.last_success,
        "next_visit": state.next_visit,
        "failures": state.failures,
        "error": state.error,
        "warnings": to_text(state.warnings),
        "url": state.url,
        "address": state.address,
        "moved_to": state.moved_to,
        "moved_times": state.moved_times,
        "answered_by": state.answered_by,
        "is_gone": state.is_gone,
        "pace": to_text(state.pace),
        "why_then": state.why_then,
        "announced": to_text(state.announced),
        "last_push": state.last_push,
        "last_miss": state.last_miss,
    }


def state_of(row: Row[Any]) -> SourceState:
    return SourceState(
        source_id=row.id,
        origin=origin_of(row.origin),
        validators=Validators(row.etag, row.last_modified),
        digest=row.digest,
        last_visit=row.last_visit,
        last_success=row.last_success,
        next_visit=row.next_visit,
        failures=row.failures,
        error=row.error,
        warnings=words_of(row.warnings),
        url=row.url,
        address=row.address,
        moved_to=row.moved_to,
        moved_times=row.moved_times,
        answered_by=row.answered_by,
        is_gone=row.is_gone,
        pace=pace_of(row.pace),
        why_then=row.why_then,
        announced=announced_of(row.announced),
        last_push=row.last_push,
        last_miss=row.last_miss,
    )
