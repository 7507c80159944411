import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { changedAt } from './build/changed-at.ts';
import { compressed } from './build/compressed.ts';
import { precache } from './build/precache.ts';

export default defineConfig({
  plugins: [preact(), precache(), compressed()],
  define: { __CHANGED_AT__: JSON.stringify(changedAt(import.meta.dirname)) },
  build: { target: 'es2021', assetsInlineLimit: 0, sourcemap: false },
  worker: { format: 'es' },
});
