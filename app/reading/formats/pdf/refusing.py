"""What is said of a PDF that cannot be read."""

from app.reading.refusals import ReadingRefused, damaged, encrypted

PAGES_LIMIT = 1000
_KIND = "这个 PDF 文件"


def damaged_pdf() -> ReadingRefused:
    return damaged(_KIND)


def encrypted_pdf() -> ReadingRefused:
    return encrypted(_KIND)


def scanned_pdf() -> ReadingRefused:
    return ReadingRefused(
        "scanned_pdf",
        "是扫描件，没有文字",
        "这个 PDF 的每一页都是图片，没有可以读取的文字。请向发文单位要 Word 原件；"
        "没有原件的，用文字识别（OCR）软件转成 .docx，逐字核对后再上传。",
    )


def unreadable_pdf() -> ReadingRefused:
    return ReadingRefused(
        "unreadable_pdf",
        "文字是乱码",
        "这个 PDF 的字体没有带文字编码，看得见，但读出来多半是乱码。请上传 Word 原件；"
        "没有原件的，用文字识别（OCR）软件转成 .docx，逐字核对后再上传。",
    )


def too_many_pages() -> ReadingRefused:
    return ReadingRefused(
        "too_many_pages",
        "页数太多",
        f"这个 PDF 超过 {PAGES_LIMIT} 页。请只上传规划正文和任务分工附件。",
    )


def too_complex() -> ReadingRefused:
    return ReadingRefused(
        "pdf_too_complex",
        "文件太复杂",
        "这个 PDF 里的文字或图形多得异常，没有读取。"
        "请去掉图纸和附图，只上传规划正文和任务分工附件。",
    )
