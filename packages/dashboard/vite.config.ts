import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The API that `vite dev` talks to: the local stack. */
const API = 'http://127.0.0.1:8787';

export default defineConfig({
  plugins: [react()],
  build: {
    // The content security policy allows nothing inline, `data:` included.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': API } },
});
