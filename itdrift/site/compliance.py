"""What a case is held against, section by section, from every app that knows of some."""

from fees.prices.compliance import fees
from onboarding.desk.compliance import SECTIONS
from reporting.desk.compliance import accounted

ALL_SECTIONS = (*SECTIONS, accounted, fees)
