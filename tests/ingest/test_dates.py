from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from feeds.ingest.dates import date_in_link, date_in_name, parse_date

PARIS = ZoneInfo("Europe/Paris")

# Each line: what is written, and the moment it names for a reader in Paris.
WRITTEN = """
8 juillet 2025 | 2025-07-07T22:00:00
le 8 juillet 2025 | 2025-07-07T22:00:00
Le lundi 7 juillet 2025 | 2025-07-06T22:00:00
8 juil. 2025 à 10h30 | 2025-07-08T08:30:00
2 novembre 2026 à 10h30 | 2026-11-02T09:30:00
1er août 2025 | 2025-07-31T22:00:00
1ᵉʳ août 2025 | 2025-07-31T22:00:00
lundi 7 juillet 2025 – 18:05 | 2025-07-07T16:05:00
Lundi 7 Juillet 2025 • 18h05 | 2025-07-07T16:05:00
8 juillet 2025, 18h | 2025-07-08T16:00:00
mis à jour le 8 juillet 2025 à 10 h 30 | 2025-07-08T08:30:00
Publié le 08/07/2025 à 14:05 | 2025-07-08T12:05:00
Modifié le : 8 juillet 2025 | 2025-07-07T22:00:00
Date : 7 juillet 2025 | 2025-07-06T22:00:00
Article publié le 12 février 2024 | 2024-02-11T23:00:00
mar 8 juil 2025 | 2025-07-07T22:00:00
mer, 16 nov 2022 00:38:15 +0100 | 2022-11-15T23:38:15
12 déc. 2024 10:15:30 | 2024-12-12T09:15:30
12 févr. 2024 | 2024-02-11T23:00:00
5 avril 2025 14 h 05 min | 2025-04-05T12:05:00
7 juillet 2025 18:05 CEST | 2025-07-07T16:05:00
7 juillet 2025 à 18h05 (heure de Paris) | 2025-07-07T16:05:00
10h30, le 8 juillet 2025 | 2025-07-08T08:30:00
Paris, 8 juillet 2025 | 2025-07-07T22:00:00
juillet 2025 | 2025-06-30T22:00:00
08/07/25 | 2025-07-07T22:00:00
08.07.2025 | 2025-07-07T22:00:00
8-7-2025 9:05 | 2025-07-08T07:05:00
3 novembre 2026 à midi | 2026-11-03T11:00:00
3 novembre 2026 à minuit | 2026-11-02T23:00:00
mardi 3 novembre 2026, 08h05min | 2026-11-03T07:05:00
jeu. 12 févr. 2026 07:30 CET | 2026-02-12T06:30:00
ven., 13 févr. 2026 07:30:00 +0100 | 2026-02-13T06:30:00
12 Fevrier 2026 | 2026-02-11T23:00:00
10 DÉCEMBRE 2025 10:15:30 Europe/Paris | 2025-12-10T09:15:30
Dernière mise à jour : 3 novembre 2026 à 8h05 | 2026-11-03T07:05:00
3 Novembre 2026 | 8:05 | 2026-11-03T07:05:00
03-nov-2026 | 2026-11-02T23:00:00
30 mars 2025 02:30 | 2025-03-30T01:30:00
Montag, 7. Juli 2025, 15:07 Uhr | 2025-07-07T13:07:00
7. März 2025 um 15.07 Uhr | 2025-03-07T14:07:00
Veröffentlicht am 7. Juli 2025 | 2025-07-06T22:00:00
Mi, 04 Jan 2017 17:36:24 +0000 | 2017-01-04T17:36:24
Do, 22 Dez 2016 17:36:00 +0000 | 2016-12-22T17:36:00
05. Jänner 2026 | 2026-01-04T23:00:00
Do., 05.03.2026 - 12:00 Uhr | 2026-03-05T11:00:00
8 de julio de 2025 a las 10:30 | 2025-07-08T08:30:00
Publicado el 8 de enero de 2025 | 2025-01-07T23:00:00
8 de julho de 2025 às 10h30 | 2025-07-08T08:30:00
segunda-feira, 7 de julho de 2025 | 2025-07-06T22:00:00
Seg, 24 Set 2018 19:42:40 -0300 | 2018-09-24T22:42:40
8 luglio 2025 alle 10:30 | 2025-07-08T08:30:00
lun 7 lug 2025 ore 10:30 | 2025-07-07T08:30:00
7 juli 2025 om 10:30 uur | 2025-07-07T08:30:00
martedì 3 novembre 2026 alle ore 08:05 | 2026-11-03T07:05:00
di 3 nov 2026, 08:05 uur | 2026-11-03T07:05:00
tirsdag den 3. november 2026 kl. 08:05 | 2026-11-03T07:05:00
3.11.2026 klo 8.05 | 2026-11-03T07:05:00
3 lis 2026, godz. 08:05 | 2026-11-03T07:05:00
úterý 3. listopadu 2026 | 2026-11-02T23:00:00
utorak, 3. studenoga 2026. | 2026-11-02T23:00:00
вівторок, 3 листопада 2026 | 2026-11-02T23:00:00
7 mrt. 2025 | 2025-03-06T23:00:00
den 7 juli 2025 kl. 10.30 | 2025-07-07T08:30:00
4 de març de 2025 | 2025-03-03T23:00:00
7. heinäkuuta 2025 | 2025-07-06T22:00:00
7 lipca 2025 | 2025-07-06T22:00:00
7. července 2025 | 2025-07-06T22:00:00
2004-július-13T9:15-05:00 | 2004-07-13T14:15:00
2004. július 13. | 2004-07-12T22:00:00
7 iulie 2025 | 2025-07-06T22:00:00
7 мая 2025 г. в 10:30 | 2025-05-07T08:30:00
Κυρ, 11 Ιούλ 2004 12:00:00 EST | 2004-07-11T17:00:00
7 temmuz 2025 | 2025-07-06T22:00:00
2025-07-07T15:07:41Z | 2025-07-07T15:07:41
2025-07-07t15:07:41z | 2025-07-07T15:07:41
2025-07-07T15:07:41+02:00 | 2025-07-07T13:07:41
2025-07-07T15:07:41+02:00[Europe/Paris] | 2025-07-07T13:07:41
2025-07-07T15:07:41.123456789-0230 | 2025-07-07T17:37:41.123456
2025-07-07T15:07:41,5+02 | 2025-07-07T13:07:41.500000
2025-07-07 15:07:41 -0700 | 2025-07-07T22:07:41
2025-07-07T15:07:41 America/New_York | 2025-07-07T19:07:41
2025-7-7T8:5:0Z | 2025-07-07T08:05:00
Tuesday, 03-Nov-26 08:05:00 GMT | 2026-11-03T08:05:00
Tues, 3 Nov 2026 08:05:00 GMT | 2026-11-03T08:05:00
Tue, 3 Nov 2026 08:05:00 +01:00 | 2026-11-03T07:05:00
2025-07-07T 15:07 | 2025-07-07T13:07:00
2025-07-07T150741+02:00 | 2025-07-07T13:07:41
20250707T150741 | 2025-07-07T13:07:41
20250707T150741Z | 2025-07-07T15:07:41
20250707150741 | 2025-07-07T13:07:41
20250707 | 2025-07-06T22:00:00
2025/07/07 15:07:41 | 2025-07-07T13:07:41
2025/7/7 | 2025-07-06T22:00:00
2025.07.07 | 2025-07-06T22:00:00
2025-07 | 2025-06-30T22:00:00
2025 | 2024-12-31T23:00:00
2025-W28-1 | 2025-07-06T22:00:00
2025W28 | 2025-07-06T22:00:00
2025-188 | 2025-07-06T22:00:00
2003-12-31T24:00:00Z | 2004-01-01T00:00:00
2016-12-31T23:59:60Z | 2016-12-31T23:59:59
1751900861 | 2025-07-07T15:07:41
1751900861.25 | 2025-07-07T15:07:41
1751900861000 | 2025-07-07T15:07:41
-999999999 | 1938-04-24T22:13:21
Mon, 07 Jul 2025 15:07:41 +0200 | 2025-07-07T13:07:41
Mon, 07 Jul 2025 15:07:41 GMT | 2025-07-07T15:07:41
Fri, 07 Jul 2025 15:07:41 EDT | 2025-07-07T19:07:41
mon, 7 jul 2025 15:07 pst | 2025-07-07T23:07:00
Mon,7 Jul 2025 15:07:41 MSK | 2025-07-07T12:07:41
Mon, 7 Jul 2025 15:07:41 BST | 2025-07-07T14:07:41
Mon, 7 July 2025 15:07:41 G | 2025-07-07T22:07:41
Mon, 7 July 2025 15:07:41 XYZT | 2025-07-07T13:07:41
Mon, 07 Jul 2025 15:07:41 &#43;0200 | 2025-07-07T13:07:41
Mon , 7(th) Jul(y) 2025 15:07:41 +0000 (a (nested) note) | 2025-07-07T15:07:41
07 Jul 25 1507 GMT | 2025-07-07T15:07:00
31 Dec 99 23:59:59 +0000 | 1999-12-31T23:59:59
Mon, 7 Jul 2025 15:07:41 +9900 | 2025-07-07T13:07:41
Fri, 2006/09/15 08:19:53 EDT | 2006-09-15T12:19:53
Mon Jul  7 15:07:41 2025 | 2025-07-07T13:07:41
Mon Jul  7 15:07:41 CEST 2025 | 2025-07-07T13:07:41
Mon Jul 07 2025 15:07:41 GMT+0200 (Central European Summer Time) | 2025-07-07T13:07:41
Friday, January 29, 2021 04:42 PM | 2021-01-29T15:42:00
July 7th, 2025 at 12:07 a.m. | 2025-07-06T22:07:00
Last updated on Jul. 7, 2025 3 PM EST | 2025-07-07T20:00:00
7-Jul-2025 15:07:41 | 2025-07-07T13:07:41
07/13/2025 | 2025-07-12T22:00:00
2025年7月7日 15:07 | 2025-07-07T13:07:00
2004년 05월 28일  오후 01:31:15 | 2004-05-28T11:31:15
2004-05-25 오후 11:23:17 | 2004-05-25T21:23:17
١٢ يوليو ٢٠٢٥ | 2025-07-11T22:00:00
1932-05-01 | 1932-04-30T23:00:00
"""

NO_DATES = """
hier
hier à 10h30
il y a 2 jours
2 days ago
yesterday at 10:30
today 2025
aujourd'hui à 18:05
le 8 juillet
15:07
07-01T01:55:07-05:00
Sat, 07 Mar 08:03:50 +0000
En 2025, l'IA change tout
Depuis juillet 2025
Le modèle sorti le 8 juillet 2025 a changé la donne
8 juillet 2025 : ce qui change
31 février 2025
2025-13-45
2025-07-07T25:61
2025-07-07 15:07:61
2025-07-07 plus tard
2025-366
2025-W54
8 brumaire 2025
7 juillet 2025 Europe/Atlantide
7 juillet 2025 à midi et quart
not a date
insert updated date here
https://example.org/2025/07/07/
start=2002-10-13T09:00+01:00;scheme=W3C-DTF
12345
20251345
0
0001-01-01T00:00:00Z
1601-01-01
1899-12-30
1970-01-01T00:00:00Z
9999-12-31T23:59:59-12:00
"""


def lines(table: str) -> list[str]:
    return [line for line in table.splitlines() if line]


@pytest.mark.parametrize("line", lines(WRITTEN))
def test_a_date_is_the_moment_that_it_names(line):
    text, _, moment = line.rpartition(" | ")

    read = parse_date(text, PARIS)

    assert read == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "   ", *lines(NO_DATES)])
def test_what_is_relative_absurd_or_prose_is_no_date(text):
    read = parse_date(text, PARIS)

    assert read is None


def test_the_day_comes_first_unless_no_month_has_the_second_number():
    read = [parse_date(text, PARIS) for text in ("07/08/2025", "08/13/2025")]

    assert read == [datetime(2025, 8, 6, 22, tzinfo=UTC), datetime(2025, 8, 12, 22, tzinfo=UTC)]


def test_a_date_without_zone_is_in_the_zone_given():
    read = parse_date("8 juillet 2025", ZoneInfo("America/Montreal"))

    assert read == datetime(2025, 7, 8, 4, tzinfo=UTC)


def test_text_too_long_for_a_date_is_not_looked_at():
    read = [parse_date("(" * 500 + "2025-07-07", PARIS), parse_date("2025-07-07" + " " * 10**6, PARIS)]

    assert read == [None, None]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        pytest.param("2025-07-08-un-titre.md", 7, id="at the front"),
        pytest.param("brouillons/note 2025-07-08.txt", 7, id="at the end, in a folder"),
        pytest.param("0001-01-01 2025-07-08.txt", 7, id="after an absurd one"),
        pytest.param("2025-07-08/note.txt", None, id="of the folder only"),
        pytest.param("12025-07-081.txt", None, id="inside a longer number"),
        pytest.param("2025-13-08.txt", None, id="no such month"),
        pytest.param("note-2025.txt", None, id="a year only"),
    ],
)
def test_a_file_name_may_carry_its_date(name, day):
    read = date_in_name(name, PARIS)

    assert read == (datetime(2025, 7, day, 22, tzinfo=UTC) if day else None)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        pytest.param("https://example.org/2025/07/08/titre/", 7, id="a blog's link"),
        pytest.param("https://example.org/2025/7/8", 7, id="without zeros"),
        pytest.param("https://example.org/2025/07/titre", None, id="a month only"),
        pytest.param("https://example.org/?u=/2025/07/08/", None, id="in the query"),
        pytest.param("https://example.org/2025/17/08/", None, id="no such month"),
        pytest.param("", None, id="no link"),
    ],
)
def test_a_link_may_carry_its_date(url, day):
    read = date_in_link(url, PARIS)

    assert read == (datetime(2025, 7, day, 22, tzinfo=UTC) if day else None)
