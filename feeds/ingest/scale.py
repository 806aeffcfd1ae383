"""The numbers that entries are filed by. Tuned together on 742 labelled articles: run `make eval` after a change."""

from feeds.tables import THRESHOLD

SURE_FROM = 2.0  # times the threshold
TO_CHECK_FROM = 2 / 3  # of the threshold
PLACES = {"title": 4.0, "lead": 1.4, "headings": 0.8, "body": 0.1}
TAG_PLACE = 1.0
TAG_NAME_POINTS = 3.5  # of a tag that is a name of the category
HINT_POINTS = 2.0
REPEAT_FACTOR = 0.4
REPEAT_LENGTH = 600  # characters in which a term said twice says more; in longer texts that means less
LEAD_LENGTH = 450  # characters: the first two paragraphs of a news article
READ_LENGTH = 20_000  # characters: the subject of an article does not begin later

# Of the user's own words. A keyword's is the best of 1 to 4 with ten keywords a category; a strong one reaches the
# threshold in the lead; one to exclude undoes a keyword.
KEYWORD_WEIGHT = 3.2
STRONG_WEIGHT = 4.0
WEAK_WEIGHT = 1.0
EXCLUDED_WEIGHT = -3.2

ALL = (
    (THRESHOLD, SURE_FROM, TO_CHECK_FROM, tuple(PLACES.items()), TAG_PLACE, TAG_NAME_POINTS, HINT_POINTS),
    (REPEAT_FACTOR, REPEAT_LENGTH, LEAD_LENGTH, READ_LENGTH),
)
