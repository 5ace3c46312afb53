"""Forms of the reception desk: from what was typed to plain values."""
