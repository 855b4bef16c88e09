"""Messages on their way: channels, attempts, retries."""
