"""The programs' way to Appcues and Appizer; the only place that knows httpx."""
