"""Which neighbours count: a plot's own cluster, and those that harm clean production."""

from sezgeo.layers.selection import word_is

is_pharma = word_is("cluster", "pharma")
is_battery = word_is("cluster", "battery")
is_hostile = word_is("hostile", "yes")
is_sewage_works = word_is("kind", "wwtp")
