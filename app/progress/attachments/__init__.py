"""附件 of a return: photographs, tables, letters that show what was said."""
