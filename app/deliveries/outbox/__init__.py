"""The Null twin of every channel: what would have gone out lies in files, for a look."""
