import { defineConfig } from 'vitest/config';

// Two stories at a time, each with a server and a browser of its own: they wait more than they work,
// and two cores are all there may be.
export default defineConfig({
  test: {
    globalSetup: ['src/seeded.ts'],
    setupFiles: ['src/tidy.ts'],
    include: [process.env['CHASKI_SCREENSHOTS'] === '1' ? 'pictures/**/*.test.ts' : 'stories/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    expect: { poll: { timeout: 15_000, interval: 50 } },
  },
});
