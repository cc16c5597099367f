"""What a run tells while it goes on: lines to read, two CSV files, and their curves."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from artmatch.training.validation import ValidationFigures

Say = Callable[[str], object]
"""Shows a line to whoever started the run."""

METRICS, VALIDATION, CURVES = "metrics.csv", "validation.csv", "curves.png"

_Row = Mapping[str, float]


class Progress:
    """The record of a run of so many ``steps``, of which ``done`` were made before, in its ``folder``.

    Rows of later steps than ``done`` are dropped: the run was killed after them and makes those steps again.
    """

    def __init__(self, folder: Path, *, steps: int, done: int, say: Say) -> None:
        self._folder, self._steps, self._say = folder, steps, say
        for name in (METRICS, VALIDATION):
            rows = _read(folder / name)
            kept = [row for row in rows if row["step"] <= done] if done else []
            if len(kept) < len(rows):
                _write(folder / name, kept)
        if done:
            say(f"Going on after step {done:,} of {steps:,}.")

    def stepped(self, step: int, losses: _Row, views_per_second: float, views_per_step: int) -> None:
        """Keep and say the ``losses`` of a step, how fast the run is, and how long it will still take."""
        _append(self._folder / METRICS, {"step": step, **losses, "views_per_second": round(views_per_second, 1)})
        said = ", ".join(f"{name} {value:.3f}" for name, value in losses.items())
        minutes = (self._steps - step) * views_per_step / views_per_second / 60
        self._say(
            f"Step {step:,} of {self._steps:,}: {said}; {views_per_second:.1f} views a second, {minutes:,.0f} min left."
        )

    def validated(self, step: int, figures: ValidationFigures) -> None:
        """Keep and say how the network does on the objects held out, and draw the curves anew."""
        _append(self._folder / VALIDATION, {"step": step, **asdict(figures)})
        self._say(
            f"After step {step:,}, on objects held out: recall@1 {figures.recall_at_1:.3f}, "
            f"recall@5 {figures.recall_at_5:.3f}, micro-AP {figures.micro_ap:.3f}."
        )
        if find_spec("matplotlib"):
            draw_curves(self._folder)


def draw_curves(folder: Path) -> None:
    """The two CSV files of a run's ``folder`` as ``curves.png``: losses, figures on objects held out, throughput."""
    from matplotlib.figure import Figure

    metrics, validation = _read(folder / METRICS), _read(folder / VALIDATION)
    speed = [{"step": row["step"], "views a second": row["views_per_second"]} for row in metrics]
    losses = [{name: value for name, value in row.items() if name != "views_per_second"} for row in metrics]
    figure = Figure((10, 3.2), layout="constrained")
    titles = ("losses", "objects held out", "throughput")
    for axis, title, rows in zip(figure.subplots(1, 3), titles, (losses, validation, speed), strict=True):
        axis.set_title(title, fontsize=9)
        axis.set_xlabel("step")
        axis.grid(alpha=0.3, linewidth=0.5)
        for name in list(rows[0])[1:] if rows else ():
            label = name.replace("_at_", "@").replace("_", " ")
            axis.plot([row["step"] for row in rows], [row[name] for row in rows], marker=".", label=label)
        if rows:
            axis.legend(fontsize=7)
    figure.savefig(folder / CURVES, dpi=110, metadata={"Software": None})


def _read(file: Path) -> list[dict[str, float]]:
    if not file.exists():
        return []
    with file.open(newline="") as stream:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(stream)]


def _write(file: Path, rows: list[dict[str, float]]) -> None:
    """In one step, so that a kill leaves the earlier file."""
    partial = file.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    partial.touch()
    for row in rows:
        _append(partial, row | {"step": int(row["step"])})
    partial.replace(file)


def _append(file: Path, row: _Row) -> None:
    fresh = not file.exists() or not file.stat().st_size
    with file.open("a", newline="") as stream:
        writer = csv.DictWriter(stream, list(row))
        if fresh:
            writer.writeheader()
        writer.writerow(row)
