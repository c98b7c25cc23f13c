"""The GraphQL schema and the HTTP around it."""
