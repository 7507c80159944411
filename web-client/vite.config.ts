import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [preact()],
  build: { target: 'es2021', assetsInlineLimit: 0, sourcemap: false },
  worker: { format: 'es' },
});
