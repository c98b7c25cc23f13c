// Shows the story that ?story= names, or else the newest.
import { createRoot } from 'react-dom/client';

import { graphql } from './gql';
import { ask } from './service';
import { Story } from './story';

const Newest = graphql(`query Newest { stories(first: 1) { nodes { id } } }`);

async function asked(): Promise<string | undefined> {
  const named = new URLSearchParams(location.search).get('story');
  return named ?? (await ask(Newest, {})).stories.nodes[0]?.id;
}

const page = createRoot(document.getElementById('page')!);
asked().then(
  (id) => page.render(id ? <Story id={id} /> : <p>There is no story yet.</p>),
  (error: Error) => page.render(<p role="alert">{error.message}</p>),
);
