"""One line of a bank statement, and several people or a killed process at it. Real processes, both databases."""

from tests.bench.race import race

STORY = "tests.payments.race_for_a_line"


def test_row_39_of_two_people_at_the_same_line_one_books_it(process_environment):
    ((line, *orders),) = race(process_environment, f"{STORY}:prepare", processes=1)
    outcomes = race(process_environment, f"{STORY}:match", processes=4, line=line, orders=orders)
    assert sorted(outcomes) == ["LineTaken"] * 3 + ["matched"]
    assert race(process_environment, f"{STORY}:truth", processes=1) == [
        {"lines": ["matched"], "orders": ["awaiting_payment", "paid"], "transfers": 1, "matches": 1, "ledger": 88_000}
    ]
    counts = race(process_environment, f"{STORY}:take_the_file_in", processes=3)
    assert sum(counts) == 8  # nine days, one of them known before


def test_row_39_a_process_killed_in_the_middle_leaves_nothing_and_another_finishes(process_environment):
    ((line, *orders),) = race(process_environment, f"{STORY}:prepare", processes=1)
    assert race(process_environment, f"{STORY}:be_killed_while_matching", processes=1, line=line, orders=orders) == [9]
    waiting = {"lines": ["open"], "orders": ["awaiting_payment"] * 2, "transfers": 0, "matches": 0, "ledger": 0}
    assert race(process_environment, f"{STORY}:truth", processes=1) == [waiting]
    assert race(process_environment, f"{STORY}:match", processes=1, line=line, orders=orders) == ["matched"]
    assert race(process_environment, f"{STORY}:truth", processes=1)[0]["ledger"] == 88_000
