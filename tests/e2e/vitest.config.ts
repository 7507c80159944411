import { defineConfig } from 'vitest/config';

// One browser at a time: the stories cut networks and kill processes, and two cores are all there
// may be.
export default defineConfig({
  test: {
    globalSetup: ['src/seeded.ts'],
    include: ['stories/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
