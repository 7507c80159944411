/**
 * Lays a Brotli copy beside each file of a build that gets smaller by it, once, at the strongest
 * setting: a hub must not compress while phones wait.
 *
 * Owns the `.br` files. Must run after everything else has written, and not change what it reads.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSIBLE = /\.(js|css|html|wasm|svg|json|webmanifest)$/;

export function compressed(): Plugin {
  let outDir = '';
  return {
    name: 'chaski-compressed',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler(error?: Error) {
        if (error !== undefined) return;
        const entries = readdirSync(outDir, { recursive: true, withFileTypes: true });
        for (const entry of entries) {
          if (!entry.isFile() || !COMPRESSIBLE.test(entry.name)) continue;
          const path = join(entry.parentPath, entry.name);
          const bytes = readFileSync(path);
          const small = brotliCompressSync(bytes, {
            params: {
              [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
              [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
            },
          });
          if (small.length < bytes.length * 0.9) writeFileSync(`${path}.br`, small);
        }
      },
    },
  };
}
