"""附件 of a reply to a notice: what shows that it was done."""
