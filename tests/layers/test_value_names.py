"""Every word of a contract has a name that people read, in both languages."""

import re

import pytest

from sezgeo.i18n import speaking
from sezgeo.layers import Catalog, shipped
from sezgeo.layers.plot_names import plot_names
from sezgeo.layers.value_names import VALUE_NAMES, named_cell, value_name

CATALOG = Catalog.read(shipped())
CHOICES = sorted(
    {
        (layer, name, word)
        for layer, schema in CATALOG.schemas.items()
        for name, column in schema.columns.items()
        for word in column.choices
    }
)


@pytest.mark.parametrize(("layer", "column", "word"), CHOICES)
def test_a_choice_of_a_contract_has_a_name(layer, column, word):
    name = CATALOG.schemas[layer].columns[column].named(word)
    assert re.search("[а-яё]", name.ru, re.IGNORECASE)
    assert "_" not in name.ru + name.en


def test_what_contracts_are_made_of_has_a_name():
    for schema in CATALOG.schemas.values():
        assert schema.completeness in VALUE_NAMES
        assert set(schema.geometry) <= VALUE_NAMES.keys()
        assert {column.kind for column in schema.columns.values()} <= VALUE_NAMES.keys()


def test_the_contract_spells_its_own_words_as_they_are_named_here():
    for schema in CATALOG.schemas.values():
        for column in schema.columns.values():
            for spelt, word in column.spellings.items():
                assert spelt == value_name(word).ru


def test_plots_are_told_by_the_names_of_their_sites_and_statuses():
    names = plot_names({name: CATALOG.layer(name) for name in ("plots", "sites")})
    assert named_cell(names, "site", "pechatniki").ru == "Печатники"
    assert named_cell(names, "status", "reserved").ru == "резерв"
    assert named_cell(names, "status", "under_construction").en == "under construction"
    with speaking("ru"):
        assert str(named_cell(names, "site", "мимо")) == "мимо"
