"""Articles of many shapes, pasted: what each line becomes, and the HTML it becomes it in."""

import re
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from feeds.ingest.pasted import read_pasted
from feeds.model import Article, Person, Tag

DATA = Path(__file__).resolve().parent.parent / "data"
PARAGRAPH = "Le vent tourne au large et les bateaux rentrent, l’un après l’autre, avec ce que la mer a bien voulu."


def sample(name: str) -> Article:
    return read_pasted((DATA / f"pasted-{name}.txt").read_bytes())


def paste(*blocks: str) -> Article:
    return read_pasted("\n\n".join(blocks).encode())


def shape(pasted: Article) -> list[str]:
    """Return the fates in the order of the lines, each once, without those of boilerplate and blank lines."""
    kept = [line.fate for line in pasted.report if line.fate != "blank" and not line.fate.startswith("removed")]
    return [fate for fate, _ in groupby(kept)]


def removed(pasted: Article) -> dict[str, str]:
    """Return the lines of boilerplate with their kinds."""
    return {
        line.text: line.fate.partition("boilerplate: ")[2].rstrip(")")
        for line in pasted.report
        if line.fate.startswith("removed, rule 9")
    }


def parts(pasted: Article) -> dict[str, int]:
    """Return how many passages there are of each kind, the lead a paragraph, with the items of the lists."""
    fates = {line.fate.replace("lead", "paragraph 1") for line in pasted.report}
    passages = {part for fate in fates for part in re.findall(r"(?:paragraph|heading|list|quotation) \d+", fate)}
    items = sum(", item " in fate for fate in fates)
    attributions = sum(fate.endswith("attribution") for fate in fates)
    return Counter(part.split()[0] for part in passages) + Counter(item=items, attribution=attributions)


def lines(pasted: Article, fate: str) -> int:
    """Return how many lines became a part of this kind."""
    return sum(line.fate.startswith(fate) for line in pasted.report)


def test_the_seed_is_read_to_its_last_line(shared):
    [path] = (shared / "seed").glob("*.txt")

    pasted = read_pasted(path.read_bytes())

    assert parts(pasted) == {"paragraph": 19, "heading": 8, "item": 12, "list": 4, "quotation": 3, "attribution": 3}
    assert lines(pasted, "removed") == 3
    assert pasted.raw.title_html == path.read_text(encoding="utf-8").partition("\n")[0]
    assert pasted.raw.authors == (Person("MondeTech.fr"),)
    assert (pasted.raw.site, pasted.raw.published, pasted.raw.updated) == ("MondeTech.fr", "", "")
    assert pasted.warnings == ()


def test_an_interview_keeps_its_questions_and_loses_the_page_around_it():
    pasted = sample("interview")

    assert shape(pasted) == [
        "title",
        "lead",
        "heading 1",
        "paragraph 2",
        "paragraph 3",
        "paragraph 4",
        "heading 2",
        "paragraph 5",
    ]
    assert lines(pasted, "removed") == 20
    assert pasted.raw.title_html == "« Nous avons appris à compter l’eau »"
    assert pasted.raw.authors == (Person("Ana Roy"), Person("Paul Simon"))
    assert pasted.raw.published == "3 mars 2026 à 09h15"
    assert pasted.raw.updated == "4 mars 2026 à 18h00"
    assert pasted.raw.site == "lejournalducanal.example"
    assert pasted.raw.tags == (Tag("Entretien"), Tag("eau"), Tag("réseau"), Tag("collectivités"))


def test_an_english_article_has_numbered_headings_straight_quotes_and_a_biography():
    pasted = sample("english")

    assert shape(pasted) == [
        "title",
        "lead",
        "heading 1",
        "paragraph 2",
        "heading 2",
        "paragraph 3",
        "heading 3",
        "quotation 1",
        "quotation 1, attribution",
        "paragraph 4",
        "list 1, item 1",
        "list 1, item 2",
        "break",
        "paragraph 5",
    ]
    assert pasted.raw.authors == (Person("Jane Doe"),)
    assert pasted.raw.published == "March 3, 2026"
    assert "\u202f" not in pasted.raw.content_html
    assert "<footer>— Port director, speaking to <cite>Harbour Weekly</cite></footer>" in pasted.raw.content_html
    assert "<li><strong>Cables</strong>: too short by a metre.</li>" in pasted.raw.content_html
    assert set(removed(pasted).values()) == {
        "breadcrumb",
        "byline",
        "reading time",
        "author box",
        "about the author",
        "further reading",
        "title of another article",
        "sharing",
        "newsletter",
        "cookies",
        "bare domain",
    }


def test_a_standfirst_stands_before_the_byline_and_a_promotion_is_no_heading():
    pasted = sample("funding")

    assert parts(pasted) == {"paragraph": 5, "heading": 5, "list": 2, "item": 6}
    assert lines(pasted, "removed") == 16
    assert pasted.raw.title_html == "Levée de fonds : Boréal récolte 12 millions d’euros"
    assert (pasted.raw.published, pasted.raw.authors) == ("12/05/2026 à 08:30", (Person("Ana Roy"),))
    assert pasted.raw.tags == (Tag("STARTUPS"),)
    assert "<p>Lire aussi\u202f: Les piscines" in pasted.raw.content_html


def test_a_blog_platform_scatters_its_byline_over_blocks():
    pasted = sample("blog")

    assert parts(pasted) == {"paragraph": 5, "heading": 3, "quotation": 1}
    assert lines(pasted, "removed") == 23
    assert (pasted.raw.published, pasted.raw.authors) == ("Mar 3, 2026", (Person("Jane Doe"),))
    assert pasted.raw.content_html.startswith("<p>We run a small shop")


def test_without_any_blank_line_each_line_is_a_block():
    pasted = sample("no-blank-lines")

    assert shape(pasted) == [
        "title",
        "lead",
        "heading 1",
        "paragraph 2",
        "paragraph 3",
        "list 1, item 1",
        "list 1, item 2",
        "list 1, item 3",
        "quotation 1",
        "quotation 1, attribution",
        "paragraph 4",
    ]
    assert lines(pasted, "removed") == 2


def test_a_poem_keeps_its_lines():
    pasted = sample("poem")

    assert shape(pasted) == ["title", "lead", "paragraph 2"]
    assert pasted.raw.content_html.startswith("<p>La pluie descend<br>sur les bateaux<br>et moi j’attends<br>au bord")


def test_lines_broken_by_width_are_joined_in_paragraphs_and_items():
    pasted = sample("wrapped")

    assert shape(pasted) == [
        "title",
        "lead",
        "heading 1",
        "paragraph 2",
        "list 1, item 1",
        "list 1, item 2",
        "list 1, item 3",
        "paragraph 3",
    ]
    assert "<br>" not in pasted.raw.content_html
    assert "toute la journée" in pasted.raw.content_html


def test_a_sentence_that_opens_as_boilerplate_does_stays():
    pasted = sample("wrapped")

    assert pasted.report[-1].fate == "paragraph 3"
    assert "<p>À lire également, le dossier" in pasted.raw.content_html


def test_a_dialogue_of_dashes_stays_paragraphs():
    pasted = sample("dialogue")

    assert parts(pasted) == {"paragraph": 6}
    assert lines(pasted, "removed") == 0
    assert "<p>– Vous avez une pièce d’identité\u202f?</p>" in pasted.raw.content_html


def test_a_quotation_over_several_blocks_is_one():
    pasted = sample("long-quotation")

    assert shape(pasted) == ["title", "lead", "quotation 1", "quotation 1, attribution", "paragraph 2"]
    [quotation] = [line for line in pasted.raw.content_html.split("\n") if line.startswith("<blockquote>")]
    assert quotation.count("<p>") == 3
    assert quotation.endswith(
        "<footer>— Une gardienne, citée par <cite>Le Courrier des Îles</cite></footer></blockquote>"
    )


def test_two_articles_in_one_file_are_one_entry_and_a_warning():
    pasted = sample("two-articles")

    [warning] = pasted.warnings
    assert warning.startswith("line 12: a second article seems to begin here")
    assert pasted.raw.title_html == "Le four du village rallumé"
    assert "La laverie de la rue Basse" in pasted.raw.content_html
    assert "laverie.example" in removed(pasted)


def test_a_second_head_is_a_second_article():
    head = "Titre : Le puits\nDate : 3 mars 2026"

    pasted = paste(head, PARAGRAPH * 2, head.replace("puits", "lavoir"), PARAGRAPH)

    assert [warning[:7] for warning in pasted.warnings] == ["line 6:"]


@pytest.mark.parametrize(
    "block",
    [
        pytest.param("À lire également\n\nUn autre titre", id="further reading"),
        pytest.param("La suite après cette publicité", id="an advertisement"),
        pytest.param("Partager", id="a button"),
    ],
)
def test_what_interrupts_an_article_does_not_end_it(block):
    pasted = paste("Titre", PARAGRAPH * 2, block, "Un intertitre", PARAGRAPH * 2, PARAGRAPH * 2)

    assert pasted.warnings == ()
    assert lines(pasted, "removed") == 0


def test_the_content_is_escaped_and_the_title_stays_as_written():
    pasted = paste("Faut-il croire <b>AT&T</b> ?", "Le signe <script> est dans une phrase & il y reste : oui.")

    assert pasted.raw.title_html == "Faut-il croire &lt;b&gt;AT&amp;T&lt;/b&gt; ?"
    assert pasted.raw.content_html == (
        "<p>Le signe &lt;script&gt; est dans une phrase &amp; il y reste\u202f: oui.</p>"
    )


def test_a_head_gives_what_the_page_would_not():
    head = "Titre : Le puits\nURL : https://puits.example/a\nCatégorie : ia\nÉtiquettes : eau, ville\nLangue : fr"

    pasted = paste(head, PARAGRAPH, "Publié le 3 mars 2026 par Ana Roy")

    assert shape(pasted) == ["head: title", "head: url", "head: category", "head: tags", "head: language", "lead"]
    assert pasted.raw.link == "https://puits.example/a"
    assert pasted.raw.site == "puits.example"
    assert pasted.raw.verdicts == ("ia",)
    assert pasted.raw.tags == (Tag("eau"), Tag("ville"))
    assert (pasted.raw.published, pasted.raw.authors) == ("3 mars 2026", (Person("Ana Roy"),))


def test_a_title_that_the_head_gave_already_is_not_repeated():
    pasted = paste("Titre : Le puits\nLangue : fr", "Le Puits", PARAGRAPH)

    assert shape(pasted) == ["head: title", "head: language", "title", "lead"]
    assert "Puits" not in pasted.raw.content_html


def test_front_matter_is_reported_key_by_key():
    pasted = paste("---\ntitle: Le puits\ntags:\n  - eau\ncolour: blue\n---", PARAGRAPH)

    fates = [line.fate for line in pasted.report]
    assert fates == ["head", "head: title", "head: tags", "head: tags", "head: not used", "head", "blank", "lead"]


def test_a_head_alone_is_an_article_without_content_when_it_has_a_title():
    pasted = paste("Titre : Le puits\nDate : 3 mars 2026\n")

    assert (pasted.raw.title_html, pasted.raw.content_html) == ("Le puits", "")


def test_the_summary_ends_with_a_sentence():
    lead = "M. Roy a compté les bateaux du port, l’un après l’autre, sans en oublier un seul de la matinée entière. "

    pasted = paste("Titre", (lead * 5).strip())

    assert pasted.raw.summary_html == (lead * 2).strip()


def test_a_lead_of_one_long_sentence_is_cut_at_a_word():
    pasted = paste("Titre", "et le vent " * 60 + "tombe.")

    assert len(pasted.raw.summary_html) <= 300
    assert pasted.raw.summary_html.endswith(("vent…", "le…", "et…"))


def test_a_summary_in_the_head_is_taken_as_it_is():
    pasted = paste("Titre : Le puits\nRésumé : On y trouve de l’eau.", PARAGRAPH)

    assert pasted.raw.summary_html == "On y trouve de l’eau."
