"""A file that cannot be read as a plan, and what the person who sent it can do."""


class ReadingRefused(Exception):  # noqa: N818 - a refusal is an answer, not a fault of the program
    """`code` is stable English for machines, `title` and `detail` are Chinese for people.

    Of any file: empty_file, file_too_large, damaged_file, encrypted_file, unsupported_format,
    unpacks_too_large, text_too_long. Of text: unknown_encoding. Of sheets: too_many_rows. Of old
    formats where soffice is missing: needs_office. Of PDF: scanned_pdf, unreadable_pdf,
    too_many_pages, pdf_too_complex. Of what it says: not_a_plan, classified.
    """

    def __init__(self, code: str, title: str, detail: str) -> None:
        super().__init__(f"{title}：{detail}")
        self.code = code
        self.title = title
        self.detail = detail


def damaged(kind: str) -> ReadingRefused:
    """`kind` is what the file is, in Chinese: it stands at the start of the sentence."""
    return ReadingRefused(
        "damaged_file",
        "文件已损坏",
        f"{kind}的内容不完整或已损坏。请用 Word、WPS 等打开原件核对，另存一份后重新上传。",
    )


def encrypted(kind: str) -> ReadingRefused:
    return ReadingRefused(
        "encrypted_file",
        "文件有密码",
        f"{kind}设有打开密码，读不出内容。请打开原件，取消密码保护后另存，再上传。",
    )
