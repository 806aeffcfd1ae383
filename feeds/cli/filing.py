"""The commands about filing: file by hand, review what is in doubt, learn from both, file anew by other rules."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from feeds import curating
from feeds.cli import console
from feeds.cli.changes import read_changes
from feeds.cli.curating import EntryId, end
from feeds.cli.options import AsJson, ConfigFile, clock, opened, read_config
from feeds.cli.running import tell
from feeds.cli.showing import shaping_lines
from feeds.curating import Doubt, Lessons, Refiled, Reshaping, Turn
from feeds.model import Filing
from feeds.plural import counted
from feeds.settings import Config

_SHOWN_REASONS = 6  # of a guess; the others weigh little


def file(
    entry_id: EntryId,
    changes: Annotated[list[str], typer.Argument(metavar="+KEY|-KEY...", show_default=False)],
    config_file: ConfigFile = None,
) -> None:
    """File an entry by hand: +KEY gives a category, -KEY takes it away, for ever and whatever the rules say.

    Example: rubrique file tag:example.org,2026-11-23:redaction/article.txt +ia -marketing
    """
    config = read_config(config_file)
    decisions = read_changes(changes, config)
    with opened(config) as store:
        publication = curating.pin(config, store, entry_id, decisions, clock())
        filed = store.find(entry_id)
        tell(config, store)
    if filed and filed.withdrawn:
        console.note(f"{entry_id} is withdrawn: no feed shows it, however it is filed")
    end(publication)


def review(config_file: ConfigFile = None) -> None:
    """Walk through the entries whose filing is in doubt: one key for each guess.

    Each answer is kept at once; at the end all is published, by the next run if you are interrupted.
    Where nobody can type, the queue is printed.

    Example: rubrique review
    """
    config = read_config(config_file)
    with opened(config) as store:
        doubts = curating.doubts(config, store)
        if not console.is_interactive():
            for doubt in doubts:
                console.say(f"{doubt.id}  {doubt.filing.category} {doubt.filing.score:.2f}  {doubt.title}")
            return
        count = 0
        for entry_id, decided in _ask(doubts, config):
            curating.keep_pin(config, store, entry_id, decided, clock())
            count += 1
        if not count:
            console.say("nothing decided")
            return
        publication = curating.publish_kept(config, store, clock())
        tell(config, store)
    end(publication)


def recategorise(
    config_file: ConfigFile = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would move, and change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """File every stored entry anew by the rules of now, and publish what moves.

    Example: rubrique recategorise --dry-run
    """
    config = read_config(config_file)
    with opened(config) as store:
        refiled = curating.recategorise(config, store, clock(), dry_run=dry_run)
        if not dry_run:
            tell(config, store)
    if as_json:
        console.say_json([*map(_turn_json, refiled.turns), *map(_reshaping_json, refiled.reshaped)])
    else:
        _show(refiled)
    if refiled.publication:
        end(refiled.publication, is_quiet=as_json)


def learn(
    config_file: ConfigFile = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Apply without asking.")] = False,
) -> None:
    """Propose words and weights that corrections teach, tell what would move, and apply them on a yes.

    It learns from what was filed by hand and from the examples of categories; learned.toml keeps it.

    Example: rubrique learn
    """
    config = read_config(config_file)
    with opened(config) as store:
        lessons = curating.propose(config, store)
        _show_lessons(lessons, config)
        if not any(lesson.changes for lesson in lessons.proposal.lessons.values()):
            console.say("nothing to learn: file more entries by hand, those that belong and those that do not")
            return
        if not yes and (not console.is_interactive() or console.ask_key("apply? y yes, n no", "yn") == "n"):
            console.say("nothing applied")
            return
        refiled = curating.apply(config, store, lessons, clock())
        tell(config, store)
    assert refiled.publication is not None
    end(refiled.publication)


def _show_lessons(lessons: Lessons, config: Config) -> None:
    labels = {category.key: category.label for category in config.categories}
    for key, lesson in lessons.proposal.lessons.items():
        gain = f"F1 {lesson.f1_before:.3f} -> {lesson.f1_after:.3f}, each article left out in turn"
        verdict = ": worse, so nothing is proposed" if lesson.gain < 0 else ""
        console.say(f"{labels[key]}: {gain}{verdict}", style="bold")
        for change in lesson.changes:
            where = f"in {change.of_ours} that belong and {change.of_others} that do not"
            console.say(f"  {change.before:6.2f} -> {change.after:5.2f}  {change.kind} {change.text}, {where}")
    _show(lessons.refiled)


def _ask(doubts: Sequence[Doubt], config: Config) -> Iterator[tuple[str, dict[str, bool]]]:
    """Yield each decision as it is made: the entry's id, and whether it is given the category of a key."""
    labels = {category.key: category.label for category in config.categories}
    for number, doubt in enumerate(doubts, 1):
        console.say()
        console.say(f"{number}/{len(doubts)}  {doubt.title}", style="bold")
        for line in _doubt_lines(doubt, labels):
            console.say(line)
        answer = console.ask_key(f"{labels[doubt.filing.category]}? y yes, n no, s skip, q quit", "ynsq")
        if answer == "q":
            return
        if answer in "yn":
            yield doubt.id, {doubt.filing.category: answer == "y"}


def _doubt_lines(doubt: Doubt, labels: dict[str, str]) -> Iterator[str]:
    if doubt.lead:
        yield doubt.lead
    filing = doubt.filing
    guess = "given" if filing.given else "not given"
    yield f"{labels[filing.category]}: {guess} with {filing.score:.2f} points, because of {_why(filing)}"


def _why(filing: Filing) -> str:
    reasons = [f"{r.term} ({r.place}, {r.points:.2f})" for r in filing.reasons[:_SHOWN_REASONS]]
    return ", ".join(reasons) or "nothing"


def _show(refiled: Refiled) -> None:
    for one in refiled.reshaped:
        console.say(f"{_sign(one)}{one.source_id}  {one.title}")
        console.say(f"    {one.id}")
        for line in shaping_lines(one.before if one.returns else one.after):
            console.say(f"    {'no longer ' if one.returns else ''}{line}")
    for turn in refiled.turns:
        sign = "+" if turn.after.given else "-"
        console.say(f"{sign}{turn.after.category}  {turn.title}")
        console.say(f"    {turn.id}")
        console.say(f"    {turn.before.score:.2f} -> {turn.after.score:.2f} points: {_why(turn.after)}")
    left, back = (sum(getattr(one, name) for one in refiled.reshaped) for name in ("leaves", "returns"))
    if refiled.reshaped:
        console.say(f"{left} dropped, {back} back, {len(refiled.reshaped) - left - back} of another shape")
    if refiled.unread:
        sources = f"{counted(len(refiled.unread), 'source')}: {' '.join(refiled.unread)}"
        console.say(f"the next run applies another `remove`, `hook` or `select` to what is there of {sources}")
    moved = len({turn.id for turn in refiled.turns})
    entries = counted(refiled.entries, "entry", "entries")
    console.say(f"{moved} of {entries} {'would move' if refiled.publication is None else 'moved'}")


def _sign(one: Reshaping) -> str:
    return "-" if one.leaves else "+" if one.returns else "~"


def _reshaping_json(one: Reshaping) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "source": one.source_id,
        "dropped_before": one.before.dropped,
        "dropped": one.after.dropped,
        "changed_before": list(one.before.changed),
        "changed": list(one.after.changed),
    }


def _turn_json(turn: Turn) -> dict[str, Any]:
    return {
        "id": turn.id,
        "title": turn.title,
        "category": turn.after.category,
        "given": turn.after.given,
        "score_before": turn.before.score,
        "score": turn.after.score,
        "reasons": [
            {"term": r.term, "place": r.place, "count": r.count, "points": r.points} for r in turn.after.reasons
        ],
    }
