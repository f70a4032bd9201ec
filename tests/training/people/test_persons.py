"""To which entry of the same person each entry leads."""

from hypothesis import given
from hypothesis import strategies as st

from services.training.people.persons import Merges, leads

KEYS = ("a", "b", "c", "d", "e")
mergers = st.lists(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(lambda one: one[0] != one[1]), max_size=8
)


def test_who_was_never_merged_stands_for_themselves() -> None:
    assert leads(KEYS, [], ["a", "b"]) == {"a": None, "b": None}


def test_a_chain_leads_to_its_end_in_whatever_order_it_was_said() -> None:
    for said in ([("a", "b"), ("b", "c")], [("b", "c"), ("a", "b")]):
        assert leads(KEYS, said, ["a", "b", "c"]) == {"a": "c", "b": "c", "c": None}


def test_a_cycle_simply_connects() -> None:
    assert leads(KEYS, [("a", "b"), ("b", "c"), ("c", "a")], ["a", "b", "c"]) == {"a": "c", "b": "c", "c": None}


def test_a_key_without_an_entry_still_connects_those_that_have_one() -> None:
    assert leads(KEYS, [("a", "e"), ("b", "e")], ["a", "b"]) == {"a": None, "b": "a"}


@given(mergers, st.sets(st.sampled_from(KEYS)))
def test_entries_lead_straight_to_one_of_the_same_person_and_to_nobody_else(said: Merges, entries: set[str]) -> None:
    found = leads(KEYS, said, entries)
    people = {key: {key} for key in KEYS}
    for one, other in said:
        together = people[one] | people[other]
        people |= dict.fromkeys(together, together)
    assert found.keys() == entries
    for person in people.values():
        among = person & entries
        mains = {key for key in among if found[key] is None}
        assert len(mains) == bool(among)
        assert {found[key] for key in among} <= {None, *mains}
