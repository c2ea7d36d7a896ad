"""The commands of each noun, as values. Resource modules do not know each other."""
