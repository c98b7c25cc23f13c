"""The GraphQL schema: its types, queries, mutations and limits."""
