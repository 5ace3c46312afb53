"""What programs send to the register and get from it, by noun."""
