"""领导分管: which leader of a region is responsible for which unit, and for how long."""
