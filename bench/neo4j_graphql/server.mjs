// @neo4j/graphql with graphql-yoga on the benchmark's Neo4j; properties are named as they are stored.
import { createServer } from "node:http";
import { Neo4jGraphQL } from "@neo4j/graphql";
import { createYoga } from "graphql-yoga";
import neo4j from "neo4j-driver";

const typeDefs = `
  type Story @node {
    id: ID! title: String! created_at: DateTime!
    runs: [Run!]! @relationship(type: "HAS_RUN", direction: OUT)
  }
  type Run @node {
    id: ID! workflow: String! status: String! created_at: DateTime!
    steps: [AgentStep!]! @relationship(type: "HAS_STEP", direction: OUT)
  }
  type AgentStep @node {
    id: ID! name: String! agent: String! model: String step_order: Int!
    artifacts: [Artifact!]! @relationship(type: "CREATED", direction: OUT)
  }
  type Artifact @node {
    id: ID! name: String! kind: String! state: String! created_at: DateTime!
  }
`;

const { ARTIFACT_GRAPH_NEO4J_URI: uri, ARTIFACT_GRAPH_NEO4J_PASSWORD: password } = process.env;
const driver = neo4j.driver(uri, neo4j.auth.basic("neo4j", password));
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
const yoga = createYoga({ schema, graphiql: false, logging: "error" });
const server = createServer(yoga);
server.listen(0, "127.0.0.1", () => {
  console.log(`ready http://127.0.0.1:${server.address().port}/graphql`);
});
