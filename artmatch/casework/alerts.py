"""The inbox: what the standing queries found for exhibits without a confirmed match, each with its ledger entry."""

from datetime import UTC, datetime

from sqlalchemy import select

from artmatch.casework import rows
from artmatch.casework.cases import names_of
from artmatch.casework.ledger import Action, Ledger
from artmatch.casework.schema import alert_of, alerts
from artmatch.casework.values import Alert
from artmatch.registry.database import Database


class Alerts:
    """Part of :class:`~artmatch.casework.store.Casework`, whose promises hold here too."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        """Use :meth:`artmatch.casework.store.Casework.open`."""
        self._database, self._ledger = database, ledger

    def add(
        self,
        exhibit_id: int,
        object_id: str,
        *,
        search_id: int,
        exhibit_photograph_id: int,
        object_photograph_id: int,
        by: str,
    ) -> Alert | None:
        """Store that the search found a likely match; None if that was told before, with the same photographs."""
        told_before = (
            (alerts.c.exhibit_id == exhibit_id)
            & (alerts.c.object_id == object_id)
            & (alerts.c.exhibit_photograph_id == exhibit_photograph_id)
            & (alerts.c.object_photograph_id == object_photograph_id)
        )
        with self._database.writing() as connection:
            if connection.scalar(select(alerts.c.alert_id).where(told_before)) is not None:
                return None
            values = {
                "exhibit_id": exhibit_id,
                "object_id": object_id,
                "search_id": search_id,
                "exhibit_photograph_id": exhibit_photograph_id,
                "object_photograph_id": object_photograph_id,
                "at": datetime.now(UTC),
                "by": by,
            }
            row, told = rows.add(connection, alerts, values)
            details = names_of(connection, exhibit_id) | {
                "alert": row.alert_id,
                "search": search_id,
                "object": object_id,
            }
            self._ledger.append(connection, Action.ALERT, by=by, details=details, rows=told)
            return alert_of(row)

    def all(self) -> list[Alert]:
        """All alerts, the newest first."""
        with self._database.reading() as connection:
            return [alert_of(row) for row in connection.execute(select(alerts).order_by(alerts.c.alert_id.desc()))]
