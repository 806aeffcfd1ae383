"""What feeds carry along with an article: advertisements, buttons, other articles, and who published it first."""

import pytest

from feeds.ingest.markup import clean_html, plain_text

BASE = "https://example.org/a/b"
TEXT = "<p>Le texte de l'article, qui reste tel quel.</p>"
LONG = "Un paragraphe entier, que personne ne voudrait perdre, dit ce qu'il a à dire. " * 5


@pytest.mark.parametrize(
    "html",
    [
        '<div class="feedflare"><a href="https://a.example/1"><img src="https://a.example/1.gif"></a> Partager</div>',
        '<div class="sharedaddy sd-sharing-enabled"><h3>Partager</h3><ul><li><a href="/x">Facebook</a></ul></div>',
        '<div id="jp-relatedposts" class="jp-relatedposts"><h3>Similaire</h3></div>',
        '<div class="yarpp-related"><p>Related posts:</p><ol><li><a href="/1">Un autre</a></li></ol></div>',
        '<p><a class="twitter-share-button" href="/x">Tweet</a></p>',
        '<div id="mc_embed_signup"><form><p>Votre adresse</p><input></form></div>',
        '<div class="subscription-widget-wrap"><p>Merci de lire. Abonnez-vous !</p></div>',
        '<aside class="right-rail__container--ad"><div class="ad-300-250">Achetez !</div></aside>',
        '<DIV CLASS="Advertisement">Achetez !</DIV>',
        '<div class="post-sponsored-block"><p>Ce site est soutenu par A.</p></div>',
        '<div class="social-share-buttons">Partager <a href="/x">Facebook</a></div>',
        '<section class="related-articles"><h2>À lire</h2><ul><li><a href="/1">Un autre article</a></ul></section>',
        '<div class="newsletter-signup"><p>Recevez notre lettre chaque lundi.</p></div>',
        '<div class="encart-pub"><p>Achetez !</p></div>',
    ],
)
def test_what_is_no_part_of_the_article_goes(html):
    assert clean_html(TEXT + html, BASE) == TEXT
    assert clean_html(html + TEXT, BASE) == TEXT


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f'<div class="newsletter"><p>{LONG.strip()}</p></div>', id="a letter is an article"),
        pytest.param('<h3 id="related">Voisins</h3><p>b</p>', id="a heading has a name"),
        pytest.param('<h2 class="advertising">Publicité</h2><p>b</p>', id="an article on advertising"),
        pytest.param('<div class="has-ads"><p>b</p></div>', id="a box beside advertisements"),
        pytest.param('<div class="o-section--no-ads"><p>b</p></div>', id="a box without them"),
        pytest.param('<p class="ad-hoc">b</p>', id="a word that begins so"),
        pytest.param('<p class="shared-memory">b</p>', id="a word that is another"),
        pytest.param('<div class="related-content"><p>Du texte sans lien.</p></div>', id="related, and no links"),
        pytest.param('<p class="download">b</p>', id="a word that ends so"),
    ],
)
def test_what_only_sounds_like_it_stays(html):
    clean = clean_html(TEXT + html, BASE)

    assert clean != TEXT
    assert clean == clean_html(TEXT + html.replace("class=", "lang=").replace("id=", "lang="), BASE)


def test_what_is_all_there_is_stays():
    assert clean_html('<div class="sponsored"><p>Tout.</p></div>', BASE) == "<div><p>Tout.</p></div>"


LINKED = '<a href="/t">Un titre</a>'
SITE = '<a href="/">Un site</a>'


@pytest.mark.parametrize(
    "sentence",
    [
        f"The post {LINKED} appeared first on {SITE}.",
        f"The post {LINKED} first appeared on {SITE}.",
        f"L’article {LINKED} est apparu en premier sur {SITE}.",
        f"L&#8217;article {LINKED} est apparu en premier sur {SITE}.",
        f"Cet article {LINKED} est apparu en premier sur {SITE}",
        f"Der Beitrag {LINKED} erschien zuerst auf {SITE}.",
        f"La entrada {LINKED} se publicó primero en {SITE}.",
        f"<small>The post {LINKED} appeared\nfirst on {SITE}.</small>",
        f"The post <em>{LINKED}</em> appeared <span>first</span> on&nbsp;{SITE}.",
        f"{LINKED} was originally published in {SITE} on Medium, where people are continuing the conversation by "
        "highlighting and responding to this story.",
    ],
)
@pytest.mark.parametrize("frame", ["<p>{}</p>", "<div><p>{}</p></div>\n", '<p>{}</p><p><img src="/blank.gif"></p>'])
def test_who_published_it_first_is_not_said_below_every_article(sentence, frame):
    assert clean_html(TEXT + frame.format(sentence), BASE) == TEXT


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"<p>The post {LINKED} appeared first on {SITE}.</p><p>Suite.</p>", id="not at the end"),
        pytest.param("<p>The post office appeared first on maps of 1850.</p>", id="prose, without links"),
        pytest.param(f"<p>This article was originally published on {SITE}.</p>", id="a credit"),
        pytest.param(f"<p>Un début. The post {LINKED} appeared first on {SITE}.</p>", id="below text of its paragraph"),
        pytest.param(f"The post {LINKED} appeared first on {SITE}.", id="in no block"),
    ],
)
def test_another_sentence_stays(html):
    assert plain_text(clean_html(TEXT + html, BASE)) == plain_text(TEXT + html)
