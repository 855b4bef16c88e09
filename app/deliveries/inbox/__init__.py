"""消息: what was sent to me, in the service itself."""
