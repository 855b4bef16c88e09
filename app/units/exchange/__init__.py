"""The registry as a file, in and out, over REST and on screen."""
