"""Places in the lane for what lasts: nobody has more than their share."""

import pytest

from gateway.lanes import EACH, LASTING, Places, TooManyAtOnce


def test_one_person_has_a_share_of_the_lane_and_another_has_as_much() -> None:
    places = Places()
    for _ in range(EACH):
        places.take("anna")

    with pytest.raises(TooManyAtOnce):
        places.take("anna")

    for _ in range(EACH):
        places.take("bo")
    assert LASTING.threads > EACH * 2


def test_a_place_that_is_given_back_can_be_taken_again() -> None:
    places = Places()
    taken = [places.take("anna") for _ in range(EACH)]

    for leave in taken:
        leave()

    assert [places.take("anna") for _ in range(EACH)]
    with pytest.raises(TooManyAtOnce):
        places.take("anna")
