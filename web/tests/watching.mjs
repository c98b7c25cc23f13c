// Watches a run with one of two clients, over a break of the connection, and prints as JSON what it was told.
import { createClient as overStreams } from 'graphql-sse';
import { createClient as overSockets } from 'graphql-ws';
import webSocketImpl from 'ws';

const [transport, url, run] = process.argv.slice(2);
const DO = {
  createStep: `mutation ($runId: ID!) { createStep(input: { requestId: "watched", runId: $runId, name: "paint",
    agent: "painter" }) { ... on StepPayload { step { id } } } }`,
  register: `mutation ($stepId: ID!, $name: String!) { registerArtifact(input: { requestId: $name, name: $name,
    kind: TEXT, mediaType: "text/plain", content: { text: "Once" }, stepId: $stepId }) {
    ... on NewArtifactPayload { artifact { id } } } }`,
};
const WATCH = `subscription ($run: ID!, $after: String) { artifactChanged(of: { runId: $run }, after: $after) {
  cursor event { kind } artifact { name } } }`;

async function done(query, variables) {
  const body = JSON.stringify({ query, variables });
  const headers = { 'Content-Type': 'application/json' };
  const answer = await (await fetch(url, { method: 'POST', headers, body })).json();
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return Object.values(answer.data)[0];
}

function client() {
  if (transport === 'sse') return overStreams({ url, retryAttempts: 0 });
  return overSockets({ url: url.replace('http', 'ws'), webSocketImpl, retryAttempts: 0 });
}

// What a watcher is told until it has seen so many changes; `begun` is called when it is told the first time.
async function watched(after, wanted, begun) {
  const connection = client();
  const told = [];
  let cursor = after;
  for await (const { data, errors } of connection.iterate({ query: WATCH, variables: { run, after } })) {
    if (errors) throw new Error(JSON.stringify(errors));
    const change = data.artifactChanged;
    cursor = change.cursor;
    if (change.artifact) told.push(`${change.event.kind} ${change.artifact.name}`);
    else await begun();
    if (told.length === wanted) break;
  }
  connection.dispose();
  return { told, cursor };
}

const { step } = await done(DO.createStep, { runId: run });
const register = (name) => done(DO.register, { stepId: step.id, name });
const first = await watched(null, 1, () => register(`${transport} one`));
await register(`${transport} two`);
await register(`${transport} three`);
const second = await watched(first.cursor, 2);
console.log(JSON.stringify([first.told, second.told]));
