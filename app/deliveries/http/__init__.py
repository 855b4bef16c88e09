"""A gateway that is called over HTTP as a template says: SMS, or the message centre of an OA."""
