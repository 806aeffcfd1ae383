"""Weights that separate what belongs from what does not, and stay near those that they start from.

A logistic regression of the distance from the threshold. Each weight is pulled to its first value, so that little
evidence moves it little; Newton's step along each weight alone, halved, settles in some tens of rounds. Pure Python
does the 742 labelled articles in a third of a second a category; numpy would add 20 MB for what one does once a month.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from feeds.ingest.filing_rules import Rules
from feeds.ingest.samples import Feature, Kind, Sample

# How hard each kind is pulled back: a word has a weight that people chose, a tag and a source start from nothing. In
# cross-validation 1 to 10 do alike for words, and 0.1 to 0.3 for the others.
PULLS: Mapping[Kind, float] = {"term": 4.0, "tag": 0.2, "source": 0.2}
_ROUNDS = 60
_SETTLED = 0.005  # points
_LONGEST_STEP = 0.5  # points
_LEAST_CURVATURE = 0.02  # of an article far from the threshold, which else could throw a weight anywhere


def first_weights(rules: Rules, category: int) -> dict[Feature, float]:
    """Return the weights of the terms of a category, by its index: what learning starts from."""
    return {("term", term.text): term.weight for index, term in rules.terms if index == category}


def score(sample: Sample, weights: Mapping[Feature, float]) -> float:
    """Return the points of a sample."""
    return sample.fixed + sum(weights.get(feature, 0.0) * worth for feature, worth in sample.worths.items())


def chance(points: float, threshold: float) -> float:
    """Return how likely an entry of so many points belongs, from 0 to 1; at the threshold one half."""
    return 1 / (1 + math.exp(max(-30.0, min(30.0, threshold - points))))


def fit(samples: Sequence[Sample], first: Mapping[Feature, float], threshold: float) -> dict[Feature, float]:
    """Return the weights of every feature of *samples*; those that *first* lacks start from zero."""
    weights = {feature: first.get(feature, 0.0) for sample in samples for feature in sample.worths}
    for _ in range(_ROUNDS):
        steps = _steps(samples, weights, first, threshold)
        for feature, step in steps.items():
            weights[feature] -= step
        if max(map(abs, steps.values()), default=0.0) < _SETTLED:
            break
    return weights


def _steps(
    samples: Sequence[Sample], weights: Mapping[Feature, float], first: Mapping[Feature, float], threshold: float
) -> dict[Feature, float]:
    slopes: dict[Feature, float] = defaultdict(float)
    curvatures: dict[Feature, float] = defaultdict(float)
    for sample in samples:
        likely = chance(score(sample, weights), threshold)
        error = likely - sample.belongs
        curvature = max(likely * (1 - likely), _LEAST_CURVATURE)
        for feature, worth in sample.worths.items():
            slopes[feature] += error * worth
            curvatures[feature] += curvature * worth * worth
    return {f: _step(slopes[f], curvatures[f], PULLS[f[0]], weights[f] - first.get(f, 0.0)) for f in slopes}


def _step(slope: float, curvature: float, pull: float, moved: float) -> float:
    """Return half of Newton's step; the curvature is doubled, for the weights of one article move together."""
    step = (slope + 2 * pull * moved) / (2 * curvature + 2 * pull) / 2
    return max(-_LONGEST_STEP, min(_LONGEST_STEP, step))
