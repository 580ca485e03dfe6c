"""
The delivery as it came: private copy, archive, formats, the file that holds the layer.

They work in this order; begin with `private_copy`, then `layer_file`.
"""

from sezgeo.intake.delivery.layer_file import LayerFile, choose
from sezgeo.intake.delivery.private_copy import PrivateCopy

__all__ = ["LayerFile", "PrivateCopy", "choose"]
