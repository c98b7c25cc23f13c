"""Artifact Graph: which agent made what from what, over GraphQL on Neo4j and S3."""
