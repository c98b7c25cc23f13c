// Builds GraphiQL into app/static/graphiql, which is committed: who runs the service needs no Node.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: new URL('graphiql', import.meta.url).pathname,
  base: '/static/graphiql/',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: new URL('../app/static/graphiql', import.meta.url).pathname,
    emptyOutDir: true,
    chunkSizeWarningLimit: 5000,
    license: { fileName: 'LICENSES.md' },
  },
});
