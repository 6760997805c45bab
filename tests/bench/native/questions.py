"""What is asked, as `tests/bench/questions.js` asks it of the tabs; answers are compared, so the two can't part unseen."""

DELAY_BINS = {"origin": -1116, "width": 57}

OTHERS = "ORD BOS CLT CVG DEN DTW EWR IAH LAS MSP PHL PHX PIT SEA SFO STL".split()


def distances(turn):
    return 500, 1500 + turn


def origins(turn):
    return ["ATL", "DFW", "JFK", "LAX", OTHERS[turn % len(OTHERS)]]
