"""Factors of healthcare that no government set has: code, unit, value, lower, upper, boundary, source, confidence.

The codes are our own and stand in every set. Where a source gives a range and no middle, the value is the middle of
the range. Values per bed day or appointment are old: they show a direction, not an amount.
"""

from typing import Literal, TypeAlias

Row: TypeAlias = tuple[str, str, str, str, str, str, str, Literal["literature", "indicative"]]

RIZAN = "Rizan et al., Journal of Cleaner Production 286:125446 (2021)"
INHALERS = "BMJ Open 2019;9:e028763, table 2"
THORAX = "Thorax, planning assumption on 2017 data"
ANAESTHETISTS = "Association of Anaesthetists, GWP100"
SDU = "Sustainable Development Unit, in BMC Psychiatry 2016, s12888-016-0994-3, table 1"

LITERATURE_FACTORS: tuple[Row, ...] = (
    ("waste.healthcare.recycling", "tonne", "43", "21", "65", "whole disposal", RIZAN, "literature"),
    ("waste.healthcare.low_temperature_incineration", "tonne", "210.5", "172", "249", "whole disposal", RIZAN,
     "literature"),
    ("waste.healthcare.autoclave_and_incineration", "tonne", "569", "569", "569", "whole disposal", RIZAN,
     "literature"),
    ("waste.clinical.high_temperature_incineration", "tonne", "1074", "1074", "1074", "whole disposal", RIZAN,
     "literature"),
    ("inhaler.salbutamol.small_volume", "inhaler", "9.87", "8.68", "11.05", "whole life", INHALERS, "literature"),
    ("inhaler.salbutamol.large_volume", "inhaler", "25.26", "22.52", "28.00", "whole life", INHALERS, "literature"),
    ("inhaler.ics", "inhaler", "20.35", "14.7", "26.0", "whole life", INHALERS, "literature"),
    ("inhaler.ics_laba.hfa134a", "inhaler", "19.65", "15.6", "23.7", "whole life", INHALERS, "literature"),
    ("inhaler.ics_laba.hfa227ea", "inhaler", "36.5", "36.5", "36.5", "whole life", INHALERS, "literature"),
    ("inhaler.pmdi", "inhaler", "20", "20", "20", "whole life", THORAX, "indicative"),
    ("inhaler.dpi", "inhaler", "1", "1", "1", "whole life", THORAX, "indicative"),
    ("desflurane", "kg", "2540", "2540", "2540", "release", ANAESTHETISTS, "literature"),
    ("isoflurane", "kg", "510", "510", "510", "release", ANAESTHETISTS, "literature"),
    ("sevoflurane", "kg", "130", "130", "130", "release", ANAESTHETISTS, "literature"),
    ("attendance.emergency", "attendance", "91", "91", "91", "whole care", SDU, "indicative"),
    ("bed_day.acute", "bed day", "91", "91", "91", "whole care", SDU, "indicative"),
    ("bed_day.mental_health", "bed day", "97", "97", "97", "whole care", SDU, "indicative"),
    ("appointment.outpatient", "appointment", "56", "56", "56", "whole care", SDU, "indicative"),
    ("appointment.mental_health", "appointment", "59", "59", "59", "whole care", SDU, "indicative"),
    ("consultation.gp", "consultation", "66", "66", "66", "whole care", SDU, "indicative"),
    ("medicines.spend", "GBP", "0.4", "0.4", "0.4", "supply chain by spend", SDU, "indicative"),
)  # fmt: skip
