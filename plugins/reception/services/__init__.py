"""Every write of the reception desk, by what changes together; takes the scope first, never commits."""
