"""Law as dated data: the working-day calendar, rules with their periods, duties of the plan."""
