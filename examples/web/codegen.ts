// Writes src/gql: the type of every document of src, from the schema that the service prints.
import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../schema.graphql',
  documents: 'src/*.{ts,tsx}',
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'unmasked' } },
      config: {
        documentMode: 'string',
        strictScalars: true,
        useTypeImports: true,
        scalars: { BigInt: 'string', DateTime: 'string', JSON: 'unknown', Sha256: 'string' },
      },
    },
  },
};

export default config;
