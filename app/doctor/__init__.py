"""Says what is wrong with the servers and what they hold, and what mends it; changes nothing."""
