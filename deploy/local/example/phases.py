"""The order in which facts can be submitted by several organisations at once."""

from collections import defaultdict

from deploy.local.example.submission import Submission

Phase = dict[str, list[Submission]]
"""What each organisation submits, independently of the others."""


def phases(submissions: list[Submission]) -> list[Phase]:
    """Split them so that each stream keeps its order though it changes hands.

    The members join first. Then a fact waits for as many phases as its stream has changed
    hands before it.
    """
    hands: dict[str, list[str]] = defaultdict(list)
    split: dict[int, Phase] = defaultdict(lambda: defaultdict(list))
    for each in submissions:
        stream = str(each.event["subject"])
        if hands[stream][-1:] != [each.organisation]:
            hands[stream].append(each.organisation)
        number = 0 if stream.startswith("organisation/") else len(hands[stream])
        split[number][each.organisation].append(each)
    return [split[number] for number in sorted(split)]
