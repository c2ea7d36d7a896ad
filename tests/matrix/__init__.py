"""Every command, for everybody, from everywhere, by every way: the verdict is the policy's, and it is written down."""
