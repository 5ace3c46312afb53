"""Every read of the reception desk, by what changes together."""
