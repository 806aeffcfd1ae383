"""The texts of the pages for the editor, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from feeds.health import Misconfigured
from feeds.publish.moments import Moments
from feeds.publish.words import words_for
from feeds.typography import french


@dataclass(frozen=True, slots=True)
class StatusWords:
    title: str
    lead: str  # with {moment}
    attention: str
    all_well: str
    outdated: str  # with {count}
    unwell: str  # with {moment}
    misconfigured: str  # with {file}, {moment} and {lines}
    misconfigured_title: str  # with {file}
    failing_hook: str  # with {hook} and {count}
    conditions: Mapping[str, str]  # how a source does
    why_then: Mapping[str, str]  # what sets its next visit: the keys of WHY_THEN
    silent: str  # with {day}
    last_success: str
    next_visit: str
    failures: str
    newest: str
    entries: str
    per_week: str
    repaired: str
    repairs: str  # with {ids} and {dates}
    never: str
    unfiled: str
    in_days: str
    in_months: str
    total: str  # with {count}
    peak: str  # with {count} and {when}
    nothing: str
    runs: str
    run_columns: tuple[str, ...]
    outcomes: Mapping[str, str]
    seconds: str  # with {count}
    outages: str
    outage_columns: tuple[str, ...]
    no_outages: str
    going_on: str
    outage_feed: str  # with {site}
    outage_title: str  # with {source}
    outage_since: str  # with {began}
    outage_lasted: str  # with {began} and {ended}
    shaping: str
    shaping_columns: tuple[str, ...]
    verbs: Mapping[str, str]  # what a rule did: those of health.Verb
    figures: str
    name: str
    filings: str
    filings_lead: str
    filings_link: str
    to_check: str
    others: str
    no_filing: str
    filing_columns: tuple[str, ...]
    verdicts: Mapping[str, str]
    given: str
    not_given: str
    places: Mapping[str, str]  # where a term stood
    rules: str  # with {version}
    rules_here: str  # with {version}
    rules_there: str
    decimal: str

    def told(self, trouble: Misconfigured, moments: Moments) -> str:
        """Return what is to be said of a broken configuration: not what it says, which may be secret."""
        lines = ", ".join(map(str, trouble.lines)) or "?"
        return self.misconfigured.format(file=trouble.file, moment=moments.date(trouble.since), lines=lines)

    def number(self, value: float, digits: int) -> str:
        return f"{value:.{digits}f}".replace(".", self.decimal)


_FRENCH = StatusWords(
    title="État du site",
    lead="Au {moment}, à la fin du dernier passage.",
    attention="À regarder",
    all_well="Rien à signaler : chaque source répond, tout est publié.",
    outdated="Classés selon d’anciennes règles, à revoir avec « rubrique recategorise » : {count}.",
    unwell="Le passage du {moment} n’a pas tout mené à bien.",
    misconfigured="{file} a des fautes depuis le {moment} (lignes : {lines}), et l’ancienne configuration sert "
    "encore : « rubrique check » les nomme.",
    misconfigured_title="{file} : des fautes",
    failing_hook="Programme en échec, sans effet sur les articles : {hook} ({count} fois).",
    conditions={
        "ok": "va bien",
        "warning": "à vérifier",
        "stale": "silencieuse",
        "never": "pas encore lue",
        "failing": "en panne",
        "gone": "disparue",
        "off": "arrêtée",
    },
    why_then={
        "run": "à chaque passage",
        "due": "au prochain passage",
        "interval": "à son propre intervalle",
        "cron": "à ses propres heures (cron)",
        "rhythm": "au rythme de ses articles",
        "fresh": "son serveur dit sa réponse fraîche jusque-là",
        "pace": "le flux le demande",
        "pushed": "son hub annonce ses articles ; demandée une fois par jour malgré tout",
        "failing": "en panne : l’attente double à chaque échec",
        "asked": "son serveur l’a demandé (Retry-After)",
        "gone": "plus jamais : elle a disparu",
        "off": "arrêtée dans sources.toml",
    },
    silent="Rien depuis le {day}, un silence qui ne lui ressemble pas.",
    last_success="Dernière réussite",
    next_visit="Prochaine visite",
    failures="Échecs de suite",
    newest="Dernier article",
    entries="Articles",
    per_week="Par semaine",
    repaired="Réparés",
    repairs="{ids} identifiants, {dates} dates",
    never="jamais",
    unfiled="Sans rubrique",
    in_days="30 jours",
    in_months="12 mois",
    total="{count} en tout",
    peak="au plus {count} ({when})",
    nothing="aucun article",
    runs="Derniers passages",
    run_columns=("Nº", "Début", "Durée", "Sources", "Nouveaux", "Modifiés", "Retirés", "Pannes", "Fichiers", "Issue"),
    outcomes={"well": "bien", "partly": "incomplet", "broken": "interrompu"},
    seconds="{count} s",
    outages="Pannes",
    outage_columns=("Source", "Début", "Fin", "Erreur"),
    no_outages="Aucune panne en treize mois.",
    going_on="en cours",
    outage_feed="Pannes des sources de {site}",
    outage_title="{source} : panne",
    outage_since="En panne depuis le {began}.",
    outage_lasted="En panne du {began} au {ended}.",
    shaping="Règles de tri et de mise en forme",
    shaping_columns=("Source", "Règle", "Effet", "Articles", "La dernière fois"),
    verbs={"removed": "retire", "changed": "modifie", "dropped": "écarte"},
    figures="Les chiffres des graphiques",
    name="Nom",
    filings="Le classement, article par article",
    filings_lead="Pourquoi chaque article est dans une rubrique, ou n’y est pas.",
    filings_link="Voir pourquoi chaque article est classé ainsi",
    to_check="À vérifier",
    others="Les autres",
    no_filing="Aucun mot des rubriques.",
    filing_columns=("Rubrique", "Verdict", "Points", "Parce que"),
    verdicts={"sure": "sûre", "to check": "à vérifier", "no": "non"},
    given="retenue",
    not_given="écartée",
    places={
        "title": "titre", "lead": "chapeau", "headings": "intertitres", "body": "texte", "tags": "mots-clés",
        "source": "source", "head": "en-tête du fichier", "match": "règle", "editor": "rédaction",
    },
    rules="règles {version}",
    rules_here="Classés selon les règles {version}, sauf ceux qui en nomment d’autres.",
    rules_there="Selon les règles que nomme la première page, sauf ceux qui en nomment d’autres",
    decimal=",",
)  # fmt: skip

_ENGLISH = StatusWords(
    title="Status",
    lead="As of {moment}, when the last run ended.",
    attention="To look at",
    all_well="All is well: every source answers, everything is published.",
    outdated="Filed under older rules, which “rubrique recategorise” would look at: {count}.",
    unwell="The run of {moment} did not bring everything to its end.",
    misconfigured="{file} has had faults since {moment} (lines: {lines}), and the last good configuration still "
    "rules: “rubrique check” names them.",
    misconfigured_title="{file}: faults",
    failing_hook="A program fails, and its entries go on without it: {hook} ({count} times).",
    conditions={
        "ok": "well",
        "warning": "to check",
        "stale": "silent",
        "never": "never read yet",
        "failing": "failing",
        "gone": "gone",
        "off": "off",
    },
    why_then={
        "run": "at every run",
        "due": "at the next run",
        "interval": "its own interval",
        "cron": "at its own hours (cron)",
        "rhythm": "as often as it publishes",
        "fresh": "its server calls the answer fresh until then",
        "pace": "the feed asks for it",
        "pushed": "its hub tells of its articles; asked once a day all the same",
        "failing": "failing: the wait doubles each time",
        "asked": "its server asked for it (Retry-After)",
        "gone": "never again: it is gone",
        "off": "turned off in sources.toml",
    },
    silent="Nothing since {day}, a silence unlike it.",
    last_success="Last success",
    next_visit="Next visit",
    failures="Failures in a row",
    newest="Newest article",
    entries="Articles",
    per_week="A week",
    repaired="Repaired",
    repairs="{ids} ids, {dates} dates",
    never="never",
    unfiled="In no section",
    in_days="30 days",
    in_months="12 months",
    total="{count} in all",
    peak="at most {count} ({when})",
    nothing="no article",
    runs="Last runs",
    run_columns=("No.", "Began", "Took", "Sources", "New", "Edited", "Withdrawn", "Failed", "Files", "Outcome"),
    outcomes={"well": "well", "partly": "incomplete", "broken": "interrupted"},
    seconds="{count} s",
    outages="Outages",
    outage_columns=("Source", "Began", "Ended", "Error"),
    no_outages="No outage in thirteen months.",
    going_on="going on",
    outage_feed="Outages of the sources of {site}",
    outage_title="{source}: outage",
    outage_since="Failing since {began}.",
    outage_lasted="Failing from {began} to {ended}.",
    shaping="Rules that sort and shape",
    shaping_columns=("Source", "Rule", "Effect", "Articles", "Last time"),
    verbs={"removed": "removes", "changed": "changes", "dropped": "drops"},
    figures="The figures of the plots",
    name="Name",
    filings="How each article is filed",
    filings_lead="Why each article is in a section, or is not.",
    filings_link="See why each article is filed so",
    to_check="To check",
    others="The others",
    no_filing="No word of any section.",
    filing_columns=("Section", "Verdict", "Points", "Because"),
    verdicts={"sure": "sure", "to check": "to check", "no": "no"},
    given="given",
    not_given="not given",
    places={
        "title": "title", "lead": "lead", "headings": "headings", "body": "text", "tags": "tags", "source": "source",
        "head": "head of the file", "match": "rule", "editor": "editor",
    },
    rules="rules {version}",
    rules_here="Filed by the rules {version}, but for those that name others.",
    rules_there="By the rules that the first page names, but for those that name others",
    decimal=".",
)  # fmt: skip


def status_words_for(language: str) -> StatusWords:
    """Return French words for a French tag, English ones for any other."""
    return _TYPESET if words_for(language).language == "fr" else _ENGLISH


def _typeset(words: StatusWords) -> StatusWords:
    """Return French words with the spaces that keep a sign on its line."""
    return replace(words, **{field.name: _set(getattr(words, field.name)) for field in fields(words)})


def _set(text: Any) -> Any:  # Any: a text, several, or some by name
    if isinstance(text, Mapping):
        return {name: french(each) for name, each in text.items()}
    return french(text) if isinstance(text, str) else tuple(map(french, text))


_TYPESET = _typeset(_FRENCH)
