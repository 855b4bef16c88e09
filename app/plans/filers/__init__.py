"""Who of a group files for it: chosen by a coordinator, and nobody until then."""
