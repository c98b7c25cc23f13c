// GraphiQL for this service: its own address, the examples as tabs, and links that hold a query.
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';

import { ToolbarButton, useGraphiQL, pick } from '@graphiql/react';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

const ADDRESS = new URL('/graphql', location.href);
const HEADERS = `{
  // "Authorization": "Bearer ..."
}`;
const EXAMPLES = import.meta.glob('./examples/*.graphql', {
  eager: true,
  import: 'default',
  query: '?raw',
});

function examples() {
  const names = Object.keys(EXAMPLES).sort();
  return names.map((name) => ({ query: EXAMPLES[name], headers: HEADERS }));
}

function linked() {
  const given = new URLSearchParams(location.search);
  return { query: given.get('query'), variables: given.get('variables') };
}

function CopyLink() {
  const { queryEditor, variableEditor } = useGraphiQL(pick('queryEditor', 'variableEditor'));
  const copy = () => {
    const link = new URL(ADDRESS);
    link.searchParams.set('query', queryEditor.getValue());
    const variables = variableEditor.getValue();
    if (variables) link.searchParams.set('variables', variables);
    navigator.clipboard.writeText(link.href);
  };
  return (
    <ToolbarButton label="Copy a link to this query" onClick={copy}>
      <svg viewBox="0 0 24 24" className="graphiql-toolbar-icon" aria-hidden="true">
        <path
          d="M10 14a4 4 0 0 0 6 0l4-4a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-4 4a4 4 0 0 0 6 6l1-1"
          fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round"
        />
      </svg>
    </ToolbarButton>
  );
}

function Page() {
  const { query, variables } = linked();
  const tab = query ? [{ query, variables, headers: HEADERS }] : [];
  return (
    <GraphiQL
      fetcher={createGraphiQLFetcher({ url: ADDRESS.href })}
      initialQuery={query ?? undefined}
      initialVariables={variables ?? undefined}
      defaultTabs={[...tab, ...examples()]}
      defaultHeaders={HEADERS}
    >
      <GraphiQL.Logo>Artifact Graph</GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <>{prettify}{merge}{copy}<CopyLink /></>
        )}
      </GraphiQL.Toolbar>
    </GraphiQL>
  );
}

createRoot(document.getElementById('graphiql')).render(<Page />);
