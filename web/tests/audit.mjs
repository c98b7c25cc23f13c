// Prints, as JSON, what the GraphQL over HTTP audit finds of the service at an address.
import { serverAudits } from 'graphql-http';

const found = {};
for (const audit of serverAudits({ url: process.argv[2] })) {
  const result = await audit.fn();
  found[`${audit.id} ${audit.name}`] = result.status === 'ok' ? 'ok' : result.reason;
}
console.log(JSON.stringify(found));
