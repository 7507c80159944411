import { defineConfig } from 'vitest/config';

// One browser at a time: the stories cut networks and kill processes, and two cores are all there
// may be.
export default defineConfig({
  test: {
    globalSetup: ['src/seeded.ts'],
    setupFiles: ['src/tidy.ts'],
    include: [process.env['CHASKI_SCREENSHOTS'] === '1' ? 'pictures/**/*.test.ts' : 'stories/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    expect: { poll: { timeout: 15_000, interval: 50 } },
  },
});
