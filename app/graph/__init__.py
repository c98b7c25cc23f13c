"""The graph database: the only package that talks to Neo4j."""
