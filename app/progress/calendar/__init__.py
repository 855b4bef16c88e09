"""The working-day calendar on screen and over REST, with the due dates that hang on it."""
