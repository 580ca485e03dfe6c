"""What became of a delivery: as data, in words, and in a notebook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geopandas import GeoDataFrame

from sezgeo import display
from sezgeo.i18n import Text
from sezgeo.intake.findings import Finding, ImportOutcome
from sezgeo.layers import Column
from sezgeo.layers.versions.changes import Changes


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ImportResult(display.Shown):
    """
    What became of a delivery.

    Attributes
    ----------
    version
        Version now in force; None if it is not known (the store could not be opened).
    changes
        What the delivery changes, or would change; None if it could not be compared.
    before, after
        Canonical frames that were compared, for reports; None if they were not.
    report
        Folder of the refused delivery's report; None if it was accepted or never arrived, or if
        a database keeps it.
    columns
        Columns of the layer; they name the cells and the words that changed.
    """

    layer: str
    outcome: ImportOutcome
    findings: tuple[Finding, ...]
    version: int | None = None
    changes: Changes | None = None
    before: GeoDataFrame | None = None
    after: GeoDataFrame | None = None
    report: Path | None = None
    dry_run: bool = False
    columns: Mapping[str, Column] = field(default_factory=dict)

    @property
    def is_busy(self) -> bool:
        """Tell whether somebody else was writing."""
        return any(each.code == "BUSY" for each in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON writes it."""
        return {
            "outcome": self.outcome,
            "layer": self.layer,
            "findings": [each.to_dict() for each in self.findings],
            "version": self.version,
            "changes": (self.changes or Changes(0, 0)).to_dict(),
            "dry_run": self.dry_run,
            "report": None if self.report is None else str(self.report),
        }

    @property
    def verdict(self) -> Text:
        """Say in one line what became of it."""
        if self.outcome == "refuse":
            where = f" ({self.report})" if self.report else ""
            return Text("не принято, слой не изменён", "refused, the layer is as it was") + where
        if self.dry_run:
            return Text(
                "пробный запуск: поставка будет принята, ничего не записано",
                "dry run: would be accepted",
            )
        return Text(
            "принято, действует версия {version}", "accepted, version {version} is in force"
        ).fill(version=str(self.version))

    def changed(self) -> list[str]:
        """Say what the delivery changes; nothing where it changes nothing."""
        changes = self.changes
        return [] if changes is None or changes.is_empty else changes.lines(self.columns)

    def found(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each finding with its cure."""
        for one in self.findings:
            if one.code != "OK":
                yield str(one), [str(one.cure)]

    def __str__(self) -> str:
        """Return the findings with their cures, the changes and the verdict, as lines."""
        findings = [f"{what}\n    {cure}" for what, (cure,) in self.found()]
        return "\n".join([*findings, *self.changed(), str(self.verdict)])


@display.shows(ImportResult)
def _import_result(result: ImportResult) -> display.View:
    chapters = (display.Chapter(*chapter) for chapter in result.found())
    return display.View(result.verdict, (*chapters, display.Items(result.changed())))
