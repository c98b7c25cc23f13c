// The page of a story: what it shows, what its cover was made from, and the runs that made it all.
import { useCallback, useEffect, useState } from 'react';

import { putCover } from './covers';
import { type FragmentType, graphql, unmasked } from './gql';
import type { StoryPageQuery } from './gql/graphql';
import { ask, watch } from './service';

const StoryPage = graphql(`
  query StoryPage($id: ID!) {
    story(id: $id) {
      id title synopsis
      cover {
        id
        ...Picture
        ancestors(first: 100) { totalCount edges { depth node { id name createdByStep { agent model } } } }
      }
      links(roles: [SCENE_IMAGE], first: 20) { nodes { artifact { id ...Picture } } }
      runs(first: 5) {
        nodes { id workflow status steps(first: 50) { nodes { id name agent artifacts(first: 20) { totalCount } } } }
      }
    }
  }
`);

const Changes = graphql(`
  subscription Changes($storyId: ID!) { artifactChanged(of: { storyId: $storyId }) { cursor } }
`);

const Picture = graphql(`fragment Picture on Artifact { name state content { url } }`);

type Told = NonNullable<StoryPageQuery['story']>;

// The story as it is now. The first message of the subscription comes before anything is missed, so the
// story is read after it, and again after each change.
function useStory(id: string) {
  const [story, setStory] = useState<Told | null>();
  const [problem, setProblem] = useState('');
  const failed = useCallback((error: Error) => setProblem(error.message), []);
  useEffect(() => {
    const shows = (data: StoryPageQuery) => {
      setStory(data.story);
      setProblem('');
    };
    const read = () => ask(StoryPage, { id }).then(shows, failed);
    return watch(Changes, { storyId: id }, read, failed);
  }, [id, failed]);
  return { story, problem, failed };
}

export function Story({ id }: { id: string }) {
  const { story, problem, failed } = useStory(id);
  return (
    <>
      {problem && <p role="alert">{problem}</p>}
      {story === null && <p>There is no such story.</p>}
      {story && <Shown story={story} failed={failed} />}
    </>
  );
}

function Shown({ story, failed }: { story: Told; failed: (error: Error) => void }) {
  const { id, title, synopsis, cover, links, runs } = story;
  return (
    <>
      <h1>{title}</h1>
      <p>{synopsis}</p>
      <section aria-label="Cover">
        {cover && <Figure of={cover} />}
        <NewCover put={(file) => putCover(id, cover?.id ?? null, file).catch(failed)} />
        {cover && <Ancestors of={cover.ancestors} />}
      </section>
      <section aria-label="Scenes">
        {links.nodes.map(({ artifact }) => <Figure key={artifact.id} of={artifact} />)}
      </section>
      <h2>Runs</h2>
      {runs.nodes.map((run) => (
        <details key={run.id} open>
          <summary>{run.workflow}, {run.status.toLowerCase()}</summary>
          <ol>
            {run.steps.nodes.map((step) => (
              <li key={step.id}>{step.name} <small>by {step.agent}, {step.artifacts.totalCount} made</small></li>
            ))}
          </ol>
        </details>
      ))}
    </>
  );
}

function Figure({ of }: { of: FragmentType<typeof Picture> }) {
  const { name, state, content } = unmasked(Picture, of);
  return (
    <figure>
      {content && <img src={content.url} alt={name} />}
      <figcaption>{name} <small>{state.toLowerCase()}</small></figcaption>
    </figure>
  );
}

function NewCover({ put }: { put: (file: File) => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  const taken = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    await put(file);
    setBusy(false);
  };
  return (
    <label>
      New cover{' '}
      <input type="file" accept="image/*" disabled={busy} onChange={({ target }) => taken(target.files?.[0])} />
    </label>
  );
}

function Ancestors({ of }: { of: NonNullable<Told['cover']>['ancestors'] }) {
  return (
    <details open>
      <summary>Made from {of.totalCount} artifacts</summary>
      <ul>
        {of.edges.map(({ depth, node }) => (
          <li key={node.id}>
            {node.name} <small>{depth} back{node.createdByStep && `, by ${node.createdByStep.agent}`}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}
