"""What is missing, what is old, and what to ask whom for: begin with `diagnosis.py`."""

from sezgeo.doctor.diagnosis import Diagnosis, diagnose

__all__ = ["Diagnosis", "diagnose"]
