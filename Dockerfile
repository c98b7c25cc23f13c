# The service alone: no local servers are in it, so it needs the addresses of Neo4j and of a store.
FROM python:3.13-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN ["python", "-m", "venv", "--without-pip", "/opt/artifact-graph"]
WORKDIR /build
COPY pyproject.toml README.md constraints.txt ./
RUN ["pip", "--python", "/opt/artifact-graph/bin/python", "install", "--constraint", "constraints.txt", ".[otel]"]
COPY app app
COPY cypher cypher
RUN ["python", "-m", "compileall", "-q", "app"]

FROM python:3.13-slim
COPY --from=packages /opt/artifact-graph /opt/artifact-graph
COPY --from=packages /build/app /srv/app
COPY --from=packages /build/cypher /srv/cypher
WORKDIR /srv
USER 10001:10001
ENV PATH=/opt/artifact-graph/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ARTIFACT_GRAPH_IN_CONTAINER=true \
    ARTIFACT_GRAPH_HOST=0.0.0.0
EXPOSE 8000
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve"]
