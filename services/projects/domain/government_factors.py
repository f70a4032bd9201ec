"""The UK Government's conversion factors: code, unit, boundary, and kg CO2e per unit in each year's set.

Read from the published sets as `IDEMSInternational/carbonr` redistributes them; 2024 was compared line by line with
the official flat file. Labels were renamed in 2025, so codes are our own and never a label. There is no factor for
clinical waste. Mind the steps that are no improvement: paper 2024, electricity 2025; before and after stand on one set.
"""

from typing import TypeAlias

GOVERNMENT_YEARS = (2022, 2023, 2024, 2025)
Row: TypeAlias = tuple[str, str, str, str, str, str, str]

GOVERNMENT_FACTORS: tuple[Row, ...] = (
    ("electricity.uk.generation", "kWh", "generation", "0.19338", "0.20707", "0.20705", "0.17700"),
    ("electricity.uk.t_and_d", "kWh", "transmission and distribution", "0.01769", "0.01792", "0.01830", "0.01853"),
    ("electricity.uk.wtt_generation", "kWh", "well to tank", "0.04625", "0.04590", "0.04590", "0.04590"),
    ("electricity.uk.wtt_t_and_d", "kWh", "well to tank", "0.00423", "0.00397", "0.00397", "0.00397"),
    ("gas.natural", "kWh", "combustion, gross calorific value", "0.18254", "0.18293", "0.18290", "0.18296"),
    ("gas.natural", "m3", "combustion", "2.01574", "2.03839", "2.04542", "2.06672"),
    ("gas.natural.wtt", "kWh", "well to tank, gross calorific value", "0.03110", "0.03021", "0.03021", "0.03021"),
    ("gas_oil", "litre", "combustion", "2.75857", "2.75541", "2.75541", "2.75541"),
    ("diesel.avg_biofuel_blend", "litre", "combustion", "2.55784", "2.51206", "2.51279", "2.57082"),
    ("car.average.unknown_fuel", "km", "use of the vehicle", "0.17067", "0.16664", "0.16691", "0.16725"),
    ("car.average.unknown_fuel", "mile", "use of the vehicle", "0.27465", "0.26817", "0.26860", "0.26915"),
    ("car.average.battery_electric", "mile", "use of the vehicle", "0.08272", "0.08819", "0.07636", "0.06512"),
    ("taxi.regular", "vehicle km", "use of the vehicle", "0.20826", "0.20806", "0.20805", "0.20806"),
    ("taxi.regular", "passenger km", "use of the vehicle", "0.14876", "0.14861", "0.14861", "0.14861"),
    ("bus.local_not_london", "passenger km", "use of the vehicle", "0.10778", "0.11836", "0.12999", "0.12525"),
    ("rail.national", "passenger km", "use of the vehicle", "0.03549", "0.03546", "0.03546", "0.03546"),
    ("water.supply", "m3", "supply", "0.14900", "0.17668", "0.15311", "0.19130"),
    ("water.treatment", "m3", "treatment", "0.27200", "0.20132", "0.18574", "0.17088"),
    ("waste.commercial.incineration_energy_recovery", "tonne", "collection and processing",
     "21.28019", "21.28081", "6.41061", "4.68568"),
    ("waste.commercial.landfill", "tonne", "collection and processing",
     "467.00838", "520.33474", "520.33420", "520.53270"),
    ("paper.primary_production", "tonne", "production of material",
     "919.39628", "910.47810", "1339.31834", "1345.07790"),
    ("paper.closed_loop", "tonne", "production of material", "739.39628", "730.47810", "1044.31834", "1050.07790"),
    ("plastics.average.primary", "tonne", "production of material",
     "3116.29156", "3102.44851", "3164.78049", "3172.49932"),
    ("hotel.uk", "room night", "stay, outside London", "10.4", "10.4", "10.4", "10.4"),
    ("homeworking.total", "FTE hour", "equipment and heating", "0.34075", "0.33378", "0.33378", "0.33378"),
    ("n2o", "kg", "release", "298", "265", "265", "265"),
    ("hfc134a", "kg", "release", "1430", "1300", "1300", "1300"),
)  # fmt: skip
