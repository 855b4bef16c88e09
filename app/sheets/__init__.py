"""Task lists (任务清单) of units: to read, to print and to sign for."""
