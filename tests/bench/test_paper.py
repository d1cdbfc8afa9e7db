"""What is written: sentences that follow from the figures, tables, plots, filled documents."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from bench.paper import sentences, svg, tables
from bench.paper.fill import fill, names
from bench.paper.parts import parts
from bench.paper.plots import plots
from bench.paper.words import listing, number, percent, spread
from bench.paper.write import DOCUMENTS, PLOTS, documents, read_baseline
from tests.bench.test_summary import run, summary


def said(*runs: dict[str, object]) -> str:
    return sentences.compared(summary(*runs), "fanout", "100x500")


def test_where_a_rival_wins_the_sentence_says_so_first() -> None:
    text = said(run("relay", 1, 4.0, p99=1.0), run("uws", 1, 2.0, p99=3.0))
    assert text.startswith("µWebSockets (2 µs) is cheaper than the relay (4 µs).")
    assert "The relay is, at the 99th percentile, 0.333 times as late as µWebSockets." in text


def test_where_the_relay_wins_the_sentence_says_by_how_much() -> None:
    assert said(run("relay", 1, 1.0), run("uws", 1, 2.0)) == (
        "The relay costs 0.500 times as much as µWebSockets."
    )


def test_equal_is_called_equal() -> None:
    assert "there is only noise" in said(run("relay", 1, 1.0), run("uws", 1, 1.01))


def test_a_relay_that_does_not_keep_up_is_told() -> None:
    text = said(run("relay", 1, 1.0, seen={"missing": 40}), run("uws", 1, 2.0))
    assert "The relay does not keep up: 60 % is accounted for in time." in text


def test_who_fails_is_named_with_how_far_it_came() -> None:
    text = said(run("relay", 1, 1.0), run("article", 1, 2.0, seen={"missing": 80}))
    assert text.startswith("Not up to it: the article's loop (20 % in time).")
    assert text.endswith("No other server did the job in a run that was free of doubts.")


def test_nothing_is_compared_with_a_relay_that_was_disturbed() -> None:
    text = said(run("relay", 1, 9.0, doubts=["noise"]), run("uws", 1, 1.0))
    assert text == "Nothing is compared: no run of the relay was free of doubts."


def test_a_table_begins_with_the_cheapest_and_tells_doubts() -> None:
    found = summary(run("relay", 1, 4.0), run("uws", 1, 2.0, doubts=["generator busy"]))
    table = tables.table(found, "fanout", "100x500", tables.FANOUT)
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    assert [row.split(" | ")[0] for row in rows[2:]] == ["| µWebSockets", "| the relay"]
    assert "Not to be compared, because no run was free of doubts: µWebSockets" in table


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.4712, "0.471"), (0.0004, "0.000"), (7.349, "7.35"), (84.19, "84.2"), (1234.4, "1,234")],
)
def test_numbers_have_three_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_words_are_put_together() -> None:
    assert spread([2.0, 1.0, 4.0]) == "2 (1–4)"
    assert spread([]) == "–"
    assert percent(0.9999) == "99.99 %"
    assert percent(1.0) == "100 %"
    assert listing(["a", "b", "c"]) == "a, b and c"


def test_a_plot_is_well_formed_and_knows_dark_pages() -> None:
    line = svg.lines("<T>", ("x", "y"), {"a & b": [(1, 1), (10, 100)], "c": [(10, 90)]})
    for plot in (line, svg.bars("bars", "ms", {"a": 1.0, "b": 20.0})):
        assert ElementTree.fromstring(plot).tag.endswith("svg")
        assert "prefers-color-scheme:dark" in plot


def test_a_scale_maps_its_ends_to_the_ends() -> None:
    scale = svg.Scale([10, 1000], 0, 300, log=True)
    assert [scale(value) for value in (10, 100, 1000)] == [0, 150, 300]
    assert scale.ticks() == [10, 100, 1000]


def test_names_at_the_end_of_lines_do_not_lie_on_each_other() -> None:
    plot = ElementTree.fromstring(
        svg.lines("t", ("x", "y"), {name: [(1, 1), (10, 50)] for name in "abc"})
    )
    labels = [text for text in plot.iter() if "name" in text.get("class", "")]
    heights = sorted(float(text.get("y", "")) for text in labels)
    assert all(later - sooner >= 15 for sooner, later in pairwise(heights))


def test_a_part_is_filled_in_and_the_rest_is_left() -> None:
    page = "before\n<!-- made: a -->\nold\n<!-- end -->\nafter\n"
    filled = fill(page, {"a": "new"})
    assert filled == "before\n<!-- made: a -->\n\nnew\n\n<!-- end -->\nafter\n"
    assert fill(filled, {"a": "new"}) == filled
    with pytest.raises(KeyError):
        fill(page, {})


# The documents of the repository


def test_the_documents_and_plots_are_what_the_figures_make_of_them() -> None:
    for path, content in documents(read_baseline()).items():
        assert path.read_text(encoding="utf-8") == content, path.name


def test_no_part_is_forgotten() -> None:
    shown = {name for path in DOCUMENTS for name in names(path.read_text(encoding="utf-8"))}
    made = {name for name in parts(read_baseline()) if not name.startswith("code ")}
    assert made <= shown


def test_every_plot_is_shown() -> None:
    page = DOCUMENTS[0].read_text(encoding="utf-8")
    made = set(plots(read_baseline()))
    assert made == {path.name for path in PLOTS.glob("*.svg")}
    assert all(f"(benchmarks/{name})" in page for name in made)
