"""Every request example of the vendors' documents, sent to the stand-ins as it is printed."""
