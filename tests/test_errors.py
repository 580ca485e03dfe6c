"""What is said of a name that nothing has."""

import pickle

import pytest

from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (Text("участок", "plot"), "Участок «X-1» не найден. Похожие: X-12"),
        (Text("норма", "norm"), "Норма «X-1» не найдена. Похожие: X-12"),
        (Text("версия слоя plots", "version"), "Версия слоя plots «X-1» не найдена. Похожие: X-12"),
    ],
)
def test_the_russian_agrees_with_the_noun(what, said):
    assert UnknownNameError(what, "X-1", ["X-12"]).text.ru == said


def test_names_that_are_not_alike_are_not_called_so():
    said = UnknownNameError(Text("профиль", "profile"), "zzz", ["biotech", "battery"]).text
    assert said.ru == "Профиль «zzz» не найден. Есть, например: biotech, battery"
    assert said.en == "no profile 'zzz'; there is, for example: biotech, battery"


def test_the_error_of_a_worker_arrives_whole():
    error = UnknownNameError(Text("участок", "plot"), "X-1", ["X-12"])
    arrived = pickle.loads(pickle.dumps(error))  # noqa: S301 (bytes of this test)
    assert arrived.text == error.text
    assert arrived.known == error.known
