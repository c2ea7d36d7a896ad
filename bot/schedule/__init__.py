"""What is done again and again: small tasks, woken by APScheduler, each safe to run in several processes."""
