"""Variation: is a change in the figures more than chance? Pure functions from a series to what a chart of it says.

`xmr` follows the rules of *Making Data Count*, `run_chart` those of Anhøj; `p_chart`, `u_chart` and `c_chart` add
limits for shares, rates and counts. Options are arguments, so that they can be part of a chart's definition. What
makes no sense is refused with a ValueError that names the argument; what is missing is None and never refused.
"""

from services.metrics.spc.c import c_chart
from services.metrics.spc.charts import ControlChart, Part, RunChart
from services.metrics.spc.individuals import Xmr, xmr
from services.metrics.spc.p import p_chart
from services.metrics.spc.run import run_chart
from services.metrics.spc.u import u_chart

__all__ = ["ControlChart", "Part", "RunChart", "Xmr", "c_chart", "p_chart", "run_chart", "u_chart", "xmr"]
