from enum import StrEnum


class ContactRole(StrEnum):
    """主要负责人、分管负责人、承办科室、联络员、候补联络员."""

    HEAD = "head"
    DEPUTY_HEAD = "deputy_head"
    SECTION = "section"
    LIAISON = "liaison"
    DEPUTY_LIAISON = "deputy_liaison"


ROLE_NAMES = {
    ContactRole.HEAD: "主要负责人",
    ContactRole.DEPUTY_HEAD: "分管负责人",
    ContactRole.SECTION: "承办科室",
    ContactRole.LIAISON: "联络员",
    ContactRole.DEPUTY_LIAISON: "候补联络员",
}
