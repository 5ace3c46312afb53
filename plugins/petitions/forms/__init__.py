"""Forms of the petitions plugin: from what was typed to plain values."""
