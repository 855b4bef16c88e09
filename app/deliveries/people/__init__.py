"""Where a person is reached, and how he would rather be."""
