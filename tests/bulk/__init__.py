"""Imports, exports, jobs and files: the rules, and the services behind the commands."""
