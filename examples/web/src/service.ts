// The service: documents are asked over HTTP, and subscriptions come as streams of events.
import { createClient } from 'graphql-sse';

import type { TypedDocumentString } from './gql/graphql';

const url = `${import.meta.env.VITE_API ?? 'http://127.0.0.1:8000'}/graphql`;
const streams = createClient({ url });

export async function ask<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: document, variables }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(errors[0].message);
  return data;
}

// Calls `told` at each message until the function that it returns is called. The client connects again
// by itself, and the first message comes again then.
export function watch<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  told: (data: Data) => void,
  failed: (error: Error) => void,
): () => void {
  return streams.subscribe<Data>(
    { query: document.toString(), variables },
    {
      next: ({ data, errors }) => (data ? told(data) : failed(new Error(errors?.[0]?.message))),
      error: (error) => failed(error instanceof Error ? error : new Error(String(error))),
      complete: () => {},
    },
  );
}

interface Problem {
  code: string;
  message: string;
}

// What a mutation did; a problem that it answers in place of that is thrown.
export function succeeded<Result extends object>(result: Result): Exclude<Result, Problem> {
  if ('code' in result) throw new Error((result as Result & Problem).message);
  return result as Exclude<Result, Problem>;
}
