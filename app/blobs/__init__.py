"""The bytes of artifacts, in an S3 store."""
