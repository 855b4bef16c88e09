"""任务责任矩阵: plan documents in, responsibility matrix, lists, sheets and reminders out."""

__version__ = "0.1.0"
