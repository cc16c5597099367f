"""``artmatch train``."""

from pathlib import Path

import click


@click.command()
@click.option("--config", required=True, type=click.Path(path_type=Path), help="TOML file that describes the run.")
def train(config: Path) -> None:
    """Train the model, or go on with a run that was interrupted."""
    from artmatch.training.loop import train as run

    run(config)
