"""Every read of the register and of cases, by what changes together; takes the scope first."""
