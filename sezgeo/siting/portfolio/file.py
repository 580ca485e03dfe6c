"""The file of a portfolio: which plants, from when, what they take and wish of each other."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sezgeo import display
from sezgeo.capacity.utilities import utility_problem
from sezgeo.config.figures import Filled, NotNegative, Number, Positive
from sezgeo.config.model import Model, ProblemsError
from sezgeo.config.toml import build, read_tables
from sezgeo.i18n import Text

Year = Annotated[int, Field(strict=True, ge=1900, le=2200)]


class PlantWish(Model):
    """One plant to be placed."""

    name: Filled
    """What it is called in the answer."""
    profile: Filled
    """Name of a shipped profile, or path of a TOML file, seen from the file of the portfolio."""
    year: Year
    """When it starts to take from the networks."""
    weight: Positive = 1.0
    """How much its score counts in the sum."""
    plot: str = ""
    """The plot it must stand on, or that must be among its plots; empty leaves the choice."""
    join: Annotated[int, Field(strict=True, ge=1, le=6)] = 1
    """It may stand on up to so many neighbouring plots joined."""
    across_m: Annotated[float, Field(strict=True, ge=0, le=60, allow_inf_nan=False)] = 0.0
    """Widest street of the layout between joined plots that may be built over."""
    needs: dict[str, NotNegative] = Field(default_factory=dict)
    """What it takes, where that is not what the profile says."""

    @model_validator(mode="after")
    def _utilities(self) -> Self:
        problems_by_need = [utility_problem(name) for name in self.needs]
        if problems := ["needs." + problem for problem in problems_by_need if problem]:
            raise ProblemsError(problems)
        return self


class PairWish(Model):
    """What plants wish of each other; every two of them are meant."""

    plants: Annotated[tuple[Filled, ...], Field(min_length=2)]
    """Names of the plants."""
    apart_m: Number | None = None
    """They may not stand nearer."""
    within_m: Number | None = None
    """They must stand as near as this."""
    site: Literal["same", "other"] | None = None
    """They must stand on one site, or each on another."""

    @model_validator(mode="after")
    def _asks(self) -> Self:
        apart, within = self.apart_m, self.within_m
        if apart is None and within is None and self.site is None:
            text = Text(
                "ничего не просит: укажите apart_m, within_m или site",
                "asks for nothing: give apart_m, within_m or site",
            )
            raise ProblemsError([text])
        if min((v for v in (apart, within) if v is not None), default=0) < 0:
            text = Text("расстояние не бывает меньше нуля", "no distance is below zero")
            raise ProblemsError([text])
        if apart is not None and within is not None and apart > within:
            text = Text(
                f"не ближе {apart:g} м и не дальше {within:g} м сразу не бывает",
                f"no nearer than {apart:g} m and no farther than {within:g} m cannot both hold",
            )
            raise ProblemsError([text])
        return self


class DeclaredSource(Model):
    """What a network company says it can give to some sites or plots together."""

    name: Filled
    """What it is called in the answer."""
    utility: Filled
    """What it gives, by the name of the need."""
    capacity: NotNegative
    """How much, in the unit of the need."""
    sites: tuple[Filled, ...] = ()
    """Sites it serves."""
    plots: tuple[Filled, ...] = ()
    """Plots it serves."""
    from_year: Year = 1900
    """From when; plants that start earlier cannot use it."""

    @model_validator(mode="after")
    def _serves(self) -> Self:
        problems = [p for p in [utility_problem(self.utility)] if p]
        if not (self.sites or self.plots):
            problems.append(
                Text("не сказано, кому даёт: sites или plots", "serves nobody: give sites or plots")
            )
        if problems:
            raise ProblemsError(problems)
        return self


class Portfolio(Model):
    """Plants to be placed jointly."""

    plants: Annotated[tuple[PlantWish, ...], Field(min_length=1)]
    """The plants."""
    wishes: tuple[PairWish, ...] = ()
    """What they wish of each other."""
    sources: tuple[DeclaredSource, ...] = ()
    """Capacities that no layer holds."""

    @property
    def names(self) -> list[str]:
        """Return the names of the plants."""
        return [plant.name for plant in self.plants]

    @classmethod
    def read(cls, path: Path) -> Self:
        """
        Read a portfolio; profiles by path are seen from its folder.

        Raises
        ------
        ProfileError
            With every problem of the file, each with its place.
        """
        data = read_tables(path)
        plants = data.get("plants")
        for plant in plants if isinstance(plants, list) else []:
            profile = plant.get("profile") if isinstance(plant, dict) else None
            if isinstance(profile, str) and profile.lower().endswith(".toml"):
                plant["profile"] = str(path.parent / profile)
        return cls.from_dict(data, origin=str(path))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, origin: str = "portfolio") -> Self:
        """
        Build a portfolio; unknown keys and contradictions are refused, all at once.

        Raises
        ------
        ProfileError
            With every problem, each with the path of its key.
        """
        return build(cls, data, origin=origin)

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if problems := [*self._duplicates(), *self._unknown_names()]:
            raise ProblemsError(problems)
        return self

    def _duplicates(self) -> Iterator[Text]:
        for first, second in combinations(self.plants, 2):
            if first.name == second.name:
                yield Text(
                    f"два завода с именем «{first.name}»: дайте разные имена",
                    f"two plants are called {first.name!r}: give them different names",
                )
            if first.plot and first.plot == second.plot:
                yield Text(
                    f"два завода на участке {first.plot}: «{first.name}» и «{second.name}»; "
                    "оставьте plot у одного",
                    f"two plants on plot {first.plot}: {first.name!r} and {second.name!r}; "
                    "leave `plot` to one of them",
                )

    def _unknown_names(self) -> Iterator[Text]:
        for wish in self.wishes:
            for name in wish.plants:
                if name not in self.names:
                    yield Text(
                        f"wishes: нет завода «{name}»; есть {', '.join(self.names)}",
                        f"wishes: there is no plant {name!r}; there are {', '.join(self.names)}",
                    )


@display.shows(Portfolio)
def _portfolio(portfolio: Portfolio) -> display.View:
    head = Text("Заводов: {count}", "{count} plants").fill(count=len(portfolio.plants))
    rows = [(plant.name, plant.profile, str(plant.year)) for plant in portfolio.plants]
    return display.View(head, (display.Table.of((), rows),))
