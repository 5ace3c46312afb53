"""What the papers of a petition say and how they are laid out; no database, no request."""
