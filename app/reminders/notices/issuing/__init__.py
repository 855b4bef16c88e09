"""督办文书的设置: which office issues what, whether a leader signs, under which 机关代字."""
