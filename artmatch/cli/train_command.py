"""``artmatch train``."""

from pathlib import Path

import click


@click.command()
@click.option("--config", required=True, type=click.Path(path_type=Path), help="TOML file that describes the run.")
def train(config: Path) -> None:
    """Train the model, or go on with a run that was interrupted.

    How far it is goes to standard error; figures and curves go into the run's folder.
    """
    from artmatch.training.loop import train as run

    run(config, say=lambda line: click.echo(line, err=True))
