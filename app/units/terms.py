from enum import StrEnum


class UnitKind(StrEnum):
    """党委部门、政府部门、群团、事业单位、企业、乡镇街道、集合单位."""

    PARTY_ORGAN = "party_organ"
    GOVERNMENT_DEPARTMENT = "government_department"
    PEOPLES_ORGANISATION = "peoples_organisation"
    INSTITUTION = "institution"
    ENTERPRISE = "enterprise"
    TOWNSHIP = "township"
    GROUP = "group"


# In the customary order of organs, which is also the order of their ranks.
KIND_NAMES = {
    UnitKind.PARTY_ORGAN: "党委部门",
    UnitKind.GOVERNMENT_DEPARTMENT: "政府部门",
    UnitKind.PEOPLES_ORGANISATION: "群团",
    UnitKind.INSTITUTION: "事业单位",
    UnitKind.ENTERPRISE: "企业",
    UnitKind.TOWNSHIP: "乡镇街道",
    UnitKind.GROUP: "集合单位",
}


class UnitState(StrEnum):
    """Today: in force, not yet, no longer."""

    VALID = "valid"
    COMING = "coming"
    ENDED = "ended"


STATE_NAMES = {
    UnitState.VALID: "今天有效",
    UnitState.COMING: "尚未启用",
    UnitState.ENDED: "已停用",
}


class FileFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


class Certainty(StrEnum):
    """How sure it is what a printed name means. Only the first two are ever acted on."""

    EXACT = "exact"
    ALIAS = "alias"
    SUGGESTION = "suggestion"
    UNKNOWN = "unknown"
