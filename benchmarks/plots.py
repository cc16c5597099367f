"""Results as pictures: PNG, drawn by matplotlib without a display."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

Result = Mapping[str, Any]

_DOTS = 110
_WAYS = {"everything": "C0", "embedding alone": "C1"}


def reliability(found: Result, file: Path) -> None:
    """What scores said against what was true, one diagram for each way of asking."""
    figure, axes = _axes(len(found["ways"]), height=3.8)
    for axis, (way, one) in zip(axes, found["ways"].items(), strict=True):
        said, true, answers = zip(*one["reliability"], strict=True)
        axis.plot((0, 1), (0, 1), color="0.7", linewidth=1)
        axis.plot(said, true, color="C0", linewidth=1)
        axis.scatter(said, true, [8 + 300 * count / sum(answers) for count in answers], "C0")
        axis.set(xlim=(0, 1), ylim=(0, 1), xlabel="said", ylabel="true", aspect="equal")
        axis.set_title(f"{way}\nerror {one['expected_calibration_error']:.3f}", fontsize=9)
    _save(figure, file)


def peers(found: Result, file: Path) -> None:
    """Macro recall@1 and micro-AP of every method with 95 % intervals."""
    figure, (axis,) = _axes(1, height=0.6 + 0.38 * len(found["methods"]), width=7.5)
    methods = sorted(found["methods"].items(), key=lambda each: each[1]["macro"]["recall_at_1"][0])
    for metric, label, shift in (("recall_at_1", "macro recall@1", 0.18), ("micro_ap", "micro-AP", -0.18)):
        values, low, high = zip(*(one["macro"][metric] for _, one in methods), strict=True)
        reach = [[v - b for v, b in zip(values, low, strict=True)], [b - v for v, b in zip(values, high, strict=True)]]
        axis.barh([n + shift for n in range(len(methods))], values, 0.36, xerr=reach, label=label, error_kw={"lw": 1})
    axis.set_yticks(range(len(methods)), [name for name, _ in methods])
    axis.set_xlim(0, 1)
    axis.legend(loc="lower right", fontsize=8)
    _save(figure, file)


def one_design(found: Result, file: Path) -> None:
    """How often the right coin of a type is first, by the scores alone and by marks too."""
    figure, (axis,) = _axes(1, height=2.6, width=5)
    kinds = ("careful", "seized")
    for when, label, shift in (("before", "by the scores", 0.18), ("after", "by marks too", -0.18)):
        values = [found[kind][when]["recall_at_1"] for kind in kinds]
        axis.barh([number + shift for number in range(len(kinds))], values, 0.36, label=label)
    axis.axvline(1 / found["coins_of_a_type"], color="0.7", linewidth=1)
    axis.set_yticks(range(len(kinds)), kinds)
    axis.set(xlim=(0, 1), xlabel=f"right one of {found['coins_of_a_type']} first; the line is chance")
    axis.legend(loc="lower right", fontsize=8)
    _save(figure, file)


def factors(found: Result, file: Path) -> None:
    """Macro recall@1 as each fault grows, with 95 % intervals."""
    grown = {factor: steps for factor, steps in found["factors"].items() if len(steps) > 1}
    figure, axes = _axes(len(grown), height=2.7, columns=3, width=3.4)
    for axis, (factor, steps) in zip(axes, grown.items(), strict=True):
        places = range(len(steps))
        for way, colour in _WAYS.items():
            values, low, high = zip(*(step[way] for step in steps), strict=True)
            axis.fill_between(places, low, high, color=colour, alpha=0.15, linewidth=0)
            axis.plot(places, values, color=colour, marker="o", markersize=3, label=way)
        axis.set_xticks(places, [step["strength"] for step in steps], fontsize=7)
        axis.set_ylim(0, 1.02)
        axis.set_title(factor, fontsize=9)
    axes[0].legend(fontsize=7, loc="lower left")
    _save(figure, file)


def growth(found: Result, file: Path) -> None:
    """Misses against false alarms for every size of the gallery, on logarithmic axes."""
    ways = list(found["galleries"][0]["ways"])
    figure, axes = _axes(len(ways), height=3.6)
    for axis, way in zip(axes, ways, strict=True):
        for size in found["galleries"]:
            alarms, misses = zip(*size["ways"][way]["curve"], strict=True)
            axis.plot(alarms, misses, label=f"{size['objects']:,} objects")
        axis.set(xscale="log", yscale="log", xlim=(5e-4, 1), ylim=(1e-2, 1), xlabel="false alarms", ylabel="misses")
        axis.set_title(way, fontsize=9)
        axis.grid(alpha=0.3, which="both", linewidth=0.5)
        axis.legend(fontsize=7)
    _save(figure, file)


def ingredients(found: Result, file: Path) -> None:
    """Recall@1 and micro-AP, with and without each ingredient."""
    figure, (axis,) = _axes(1, height=0.6 + 0.38 * len(found["ways"]), width=7.5)
    places = range(len(found["ways"]), 0, -1)
    for metric, label, shift in (("recall_at_1", "recall@1", 0.18), ("micro_ap", "micro-AP", -0.18)):
        values = [one[metric] for one in found["ways"].values()]
        axis.barh([place + shift for place in places], values, height=0.34, label=label)
    axis.set_yticks(list(places), list(found["ways"]), fontsize=8)
    axis.set(xlabel="on objects held out")
    axis.legend(fontsize=8)
    _save(figure, file)


def local_features(found: Result, file: Path) -> None:
    """The share of right pairs that each method tells, by kind of view."""
    figure, (axis,) = _axes(1, height=3.4, width=9)
    methods = found["methods"]
    wide = 0.8 / len(methods)
    for number, (method, one) in enumerate(methods.items()):
        places = [place + wide * (number - (len(methods) - 1) / 2) for place in range(len(one["told"]))]
        axis.bar(places, list(one["told"].values()), width=wide, label=method)
    kinds = [kind.replace(", ", "\n") for kind in next(iter(methods.values()))["told"]]
    axis.set_xticks(range(len(kinds)), kinds, fontsize=8)
    axis.set(ylabel="right pairs told", ylim=(0, 1))
    axis.legend(fontsize=7)
    _save(figure, file)


def _axes(count: int, *, height: float, width: float = 3.2, columns: int = 4) -> tuple[Any, list[Any]]:
    from matplotlib.figure import Figure

    columns = min(count, columns)
    rows = -(-count // columns)
    figure = Figure((width * columns, height * rows), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False).ravel().tolist()
    for unused in grid[count:]:
        unused.remove()
    return figure, grid[:count]


def _save(figure: Any, file: Path) -> None:
    figure.savefig(file, dpi=_DOTS, metadata={"Software": None})
