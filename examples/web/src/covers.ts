// A new cover: its bytes go straight to the store, then it becomes an artifact, then the story's primary.
import { graphql } from './gql';
import type { CreateUploadInput, LinkArtifactInput, RegisterArtifactInput } from './gql/graphql';
import { ask, succeeded } from './service';

const CreateUpload = graphql(`
  mutation CreateUpload($input: CreateUploadInput!) {
    createUpload(input: $input) {
      ... on UploadPayload { uploadId url fields { name value } }
      ... on Problem { code message }
    }
  }
`);

const RegisterCover = graphql(`
  mutation RegisterCover($input: RegisterArtifactInput!) {
    registerArtifact(input: $input) {
      ... on NewArtifactPayload { artifact { id } }
      ... on Problem { code message }
    }
  }
`);

const LinkCover = graphql(`
  mutation LinkCover($input: LinkArtifactInput!) {
    linkArtifact(input: $input) {
      ... on LinkPayload { link { isPrimary } }
      ... on Problem { code message }
    }
  }
`);

// Takes the place of the cover that the page showed, as a variant of it; refused when another took it meanwhile.
export async function putCover(storyId: string, shown: string | null, file: File): Promise<void> {
  const cover: RegisterArtifactInput = {
    requestId: crypto.randomUUID(),
    kind: 'IMAGE',
    mediaType: file.type,
    name: file.name,
    state: 'CANDIDATE',
    content: { uploadId: await uploaded(file) },
    sources: shown ? [{ artifactId: shown, relationType: 'VARIANT_OF' }] : [],
  };
  const { artifact } = succeeded((await ask(RegisterCover, { input: cover })).registerArtifact);
  const link: LinkArtifactInput = {
    storyId,
    artifactId: artifact.id,
    role: 'COVER',
    isPrimary: true,
    expectedPrimary: shown,
  };
  succeeded((await ask(LinkCover, { input: link })).linkArtifact);
}

async function uploaded(file: File): Promise<string> {
  const input: CreateUploadInput = {
    requestId: crypto.randomUUID(),
    kind: 'IMAGE',
    mediaType: file.type,
    size: String(file.size),
  };
  const upload = succeeded((await ask(CreateUpload, { input })).createUpload);
  const form = new FormData();
  upload.fields.forEach(({ name, value }) => form.append(name, value));
  form.append('file', file);
  const answer = await fetch(upload.url, { method: 'POST', body: form });
  if (!answer.ok) throw new Error(`The store refused the file: ${answer.status}`);
  return upload.uploadId;
}
