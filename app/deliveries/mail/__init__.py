"""Mail: one SMTP conversation a message."""
