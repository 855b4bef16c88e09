"""A file that cannot be read as a plan, and what the person who sent it can do."""


class ReadingRefused(Exception):  # noqa: N818 - a refusal is an answer, not a fault of the program
    """`code` is stable English for machines, `title` and `detail` are Chinese for people.

    Codes: empty_file, file_too_large, unknown_encoding, unsupported_format, not_a_plan, classified.
    """

    def __init__(self, code: str, title: str, detail: str) -> None:
        super().__init__(f"{title}：{detail}")
        self.code = code
        self.title = title
        self.detail = detail
