"""What a unit or a person owes now, for an OA that pulls."""
