import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { compressed } from './build/compressed.ts';
import { precache } from './build/precache.ts';

export default defineConfig({
  plugins: [preact(), precache(), compressed()],
  build: { target: 'es2021', assetsInlineLimit: 0, sourcemap: false },
  worker: { format: 'es' },
});
