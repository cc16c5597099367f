"""From results to tables and plots: ``python -m benchmarks.report`` makes them all again from the JSON files.

Beside each benchmarks/results/NAME.json lie NAME.md and NAME.png; the table of peers stands in docs/matching.md too,
those of what each ingredient gives in models/README.md.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from artmatch.answers import Band
from benchmarks import plots
from benchmarks.summary import RESULTS, rounded

_CARD = Path("models/README.md")
_MATCHING = Path("docs/matching.md")
_TEXTS = {"peers": _MATCHING, "one_design": _MATCHING, "ablation": _CARD, "query_views": _CARD}
"""Where a table stands too, between marks."""
_MACRO = ("macro recall@1", "recall@5", "micro-AP", "R@P90")

Result = Mapping[str, Any]


def publish(name: str, found: Result, folder: Path) -> None:
    """Write the result with its table and plot, and print the table."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = rounded(found)
    (folder / f"{name}.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    table, plot = _PARTS[name]
    text = table(kept)
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    plot(kept, folder / f"{name}.png")
    if name in _TEXTS and folder == RESULTS:
        around = _TEXTS[name].read_text(encoding="utf-8")
        _TEXTS[name].write_text(with_table(around, name, text), encoding="utf-8")
    print(text)


def with_table(text: str, name: str, table: str) -> str:
    """``text`` with ``table`` between the marks of ``name``."""
    marks = (f"<!-- {name}: written by benchmarks/report.py -->\n", f"<!-- end of {name} -->")
    return re.sub(f"(?s){re.escape(marks[0])}.*?{re.escape(marks[1])}", lambda _: f"{marks[0]}{table}{marks[1]}", text)


def accuracy_table(found: Result) -> str:
    """The macro figures of every way, what the bands are worth, then recall@1 of every set."""
    ways = found["ways"]
    errors = ("calibration error at this set's share", "of the scores as given")
    others = "objects that nothing was chosen on"
    lines = _head(others if found["only_others"] else "", *_MACRO, *errors)
    for way, one in ways.items():
        cells = [_interval(*triple) for triple in one["macro"].values()]
        errors = (f"{one['expected_calibration_error']:.3f}", f"{one['calibration_error_as_said']:.3f}")
        lines.append(_row(way, *cells, *errors))
    if not found["only_others"]:
        lines += ["", *_head(others, *_MACRO)]
        lines += [_row(way, *(_interval(*triple) for triple in one["others"].values())) for way, one in ways.items()]
    lines += [
        "",
        *_head("answered", "registered objects", "strangers", "of all strangers", "wrong", "of these answers"),
    ]
    for way, one in ways.items():
        for band in Band:
            rates = one["bands"][band.value]
            answered = rates["queries"] + rates["strangers"]
            wrong = _percent(rates["error_rate"], *rates["error_interval"]) if answered else ""
            alarms = _percent(rates["false_alarm_rate"], *rates["false_alarm_interval"])
            counts = (f"{rates['queries']} of {one['queries']}", f"{rates['strangers']} of {one['strangers']}")
            lines.append(_row(f"{way}: {band.value}", *counts, alarms, str(rates["wrong"]), wrong))
    lines += ["", *_head("recall@1", "objects", *ways)]
    for name, part in next(iter(ways.values()))["sets"].items():
        those = [one["sets"][name] for one in ways.values()]
        cells = [_interval(each["recall_at_1"], *each["recall_at_1_interval"]) for each in those]
        lines.append(_row(name, str(part["objects"]), *cells))
    return _joined(lines)


def peers_table(found: Result) -> str:
    """Every method, the best first."""
    methods = dict(sorted(found["methods"].items(), key=lambda each: -each[1]["macro"]["recall_at_1"][0]))
    lines = _head("", *_MACRO, "ms a query", "bytes a photograph")
    for name, one in methods.items():
        cells = [_interval(*triple) for triple in one["macro"].values()]
        lines.append(_row(name, *cells, f"{one['milliseconds_a_query']:.0f}", f"{one['bytes_a_photograph']:,}"))
    sets = next(iter(methods.values()))["sets"]
    lines += ["", *_head("recall@1", *sets)]
    lines += [
        _row(name, *(f"{one['sets'][part]['recall_at_1']:.2f}" for part in sets)) for name, one in methods.items()
    ]
    return _joined(lines)


def factors_table(found: Result) -> str:
    """Macro recall@1 for every strength of every factor."""
    lines = _head("", "everything", "embedding alone", "queries")
    for factor, steps in found["factors"].items():
        for step in steps:
            cells = (_interval(*step[way]) for way in ("everything", "embedding alone"))
            lines.append(_row(f"{factor}: {step['strength']}", *cells, str(step["queries"])))
    return _joined(lines)


def growth_table(found: Result) -> str:
    """False alarms and misses at the bands, for every size of the gallery."""
    lines = _head("registered objects", "", "recall@1", "band", "false alarms", "misses", "misses at 1 % false alarms")
    for size in found["galleries"]:
        for way, one in size["ways"].items():
            for band, rates in one["bands"].items():
                cells = (f"{one['recall_at_1']:.3f}", f"{band} or better")
                shares = (f"{rates['false_alarms']:.1%}", f"{rates['misses']:.1%}", f"{one['misses_at_1_percent']:.1%}")
                lines.append(_row(f"{size['objects']:,}", way, *cells, *shares))
    return _joined(lines)


def ingredients_table(found: Result) -> str:
    """The figures on objects held out, with and without each ingredient."""
    lines = _head("", "recall@1", "recall@5", "micro-AP")
    for way, one in found["ways"].items():
        lines.append(_row(way, *(f"{one[figure]:.3f}" for figure in ("recall_at_1", "recall_at_5", "micro_ap"))))
    return _joined(lines)


def local_features_table(found: Result) -> str:
    """The share of right pairs that each method tells from wrong ones, by kind of view."""
    kinds = list(next(iter(found["methods"].values()))["told"])
    lines = _head("", *kinds, "ms a photograph", "bytes a photograph")
    for method, one in found["methods"].items():
        shares = (f"{one['told'][kind]:.2f}" for kind in kinds)
        lines.append(_row(method, *shares, f"{one['milliseconds']:.0f}", f"{one['bytes']:,.0f}"))
    return _joined(lines)


def one_design_table(found: Result) -> str:
    """How often the right one of several coins of a type is first, before and after their marks were compared."""
    lines = _head("photograph", "", "right one first", "called one of several", "one called first", "of these right")
    for kind in ("careful", "seized"):
        for when, said in (("before", "by the scores"), ("after", "by marks too")):
            one = found[kind][when]
            right = one["of_these_right"] / max(one["one_called_first"], 1)
            shares = (f"{one['recall_at_1']:.2f}", f"{one['called_tied']:.2f}", f"{one['one_called_first']}")
            lines.append(_row(kind, said, *shares, f"{right:.2f}"))
    return _joined(lines)


def _head(*cells: str) -> list[str]:
    return [_row(*cells), "|---|" + "--:|" * (len(cells) - 1)]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"


def _interval(value: float, low: float, high: float) -> str:
    return f"{value:.3f} ({low:.3f} to {high:.3f})"


def _percent(value: float, low: float, high: float) -> str:
    return f"{value:.1%} ({low:.1%} to {high:.1%})"


_PARTS: dict[str, tuple[Callable[[Result], str], Callable[[Result, Path], None]]] = {
    "accuracy": (accuracy_table, plots.reliability),
    "peers": (peers_table, plots.peers),
    "factors": (factors_table, plots.factors),
    "growth": (growth_table, plots.growth),
    "ablation": (ingredients_table, plots.ingredients),
    "query_views": (ingredients_table, plots.ingredients),
    "local_features": (local_features_table, plots.local_features),
    "one_design": (one_design_table, plots.one_design),
}


def main() -> None:
    """Publish what is there."""
    for name in _PARTS:
        file = RESULTS / f"{name}.json"
        if file.exists():
            publish(name, json.loads(file.read_text(encoding="utf-8")), RESULTS)


if __name__ == "__main__":
    main()
