"""Pure rules about the nouns: what is read, how it differs, how it is written."""
