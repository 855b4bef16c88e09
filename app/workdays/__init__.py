"""The working-day calendar."""
