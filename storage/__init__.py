"""What Callboard remembers: tables, repositories and migrations, on SQLite or PostgreSQL."""
