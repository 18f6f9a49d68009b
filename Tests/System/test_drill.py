"""The crash drill, short."""

import drill
from server import run


def test_nothing_acknowledged_is_lost_or_doubled():
    acknowledged, _, faults = run(drill.drill(rounds=1, clients=4, seed=7))
    assert faults == []
    assert acknowledged > 20
