from enum import StrEnum


class Filing(StrEnum):
    """Who files for a group in a plan: 不填报, 承办单位汇总, 指定成员, 全部成员."""

    NONE = "none"
    OFFICE = "office"
    CHOSEN = "chosen"
    ALL = "all"


FILINGS = {
    Filing.NONE: "都不填报",
    Filing.OFFICE: "由承办单位汇总填报",
    Filing.CHOSEN: "由指定的成员填报",
    Filing.ALL: "由全部成员分别填报",
}
