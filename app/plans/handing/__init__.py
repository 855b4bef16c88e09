"""After a split: what a coordinator says of single assignments."""
