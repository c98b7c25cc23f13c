"""How the schema is served: requests, answers and all other routes than pages."""
