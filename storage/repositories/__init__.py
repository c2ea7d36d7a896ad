"""The verbs of each table, one noun per module; each repository works inside one transaction."""
