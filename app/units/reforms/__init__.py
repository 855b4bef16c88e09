"""机构改革: units that are renamed, merged or split on a day, and who stands in for whom since."""
