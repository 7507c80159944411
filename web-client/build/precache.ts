/**
 * Builds the service worker after everything else, with the list of all files and their SHA-256.
 *
 * Owns `dist/sw.js` (the service worker) and `dist/sw-kill.js` (what a server serves in its place
 * to switch it off). Must not: change any file of the app.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { build, type Plugin } from 'vite';
import { type Graph, graphOf, officeOnly } from './office-part.ts';

export interface PrecacheFile {
  readonly url: string;
  readonly sha256: string;
  /** Kept where the office was opened only. */
  readonly office?: true;
}

export interface Precache {
  readonly version: string;
  readonly files: readonly PrecacheFile[];
  readonly pages: Readonly<Record<string, string>>;
}

/** Never part of the shell: the service workers themselves, maps, copies compressed for the server. */
const LEFT_OUT = /(^sw(-kill)?\.js|\.map|\.br|\.gz)$/;

export function precache(): Plugin {
  let root = '';
  let outDir = '';
  let graph: Graph = new Map();
  return {
    name: 'chaski-precache',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      outDir = resolve(config.root, config.build.outDir);
    },
    generateBundle(_options, bundle) {
      graph = graphOf(bundle);
    },
    async closeBundle(error?: Error) {
      if (error !== undefined) return;
      const list = listPrecache(outDir, graph);
      await buildServiceWorker(root, outDir, 'src/sw/index.ts', 'sw.js', list);
      await buildServiceWorker(root, outDir, 'src/sw/kill.ts', 'sw-kill.js', list);
    },
  };
}

/** All files of a build. The version is the hash of names and contents: equal builds are one version. */
export function listPrecache(outDir: string, graph: Graph): Precache {
  const names = walk(outDir)
    .map((path) => relative(outDir, path).split(sep).join('/'))
    .filter((name) => !LEFT_OUT.test(name))
    .sort();
  const texts = new Map(names.map((name) => [name, readFileSync(join(outDir, name), 'latin1')]));
  const office = officeOnly(graph, names, (name) => texts.get(name) ?? '');
  // A build in which they cannot be told apart would make every phone download the office.
  if (office.size === 0) throw new Error('no file belongs to the office alone');
  const files = names.map((name): PrecacheFile => {
    const file = { url: urlOf(name), sha256: sha256(readFileSync(join(outDir, name))) };
    return office.has(name) ? { ...file, office: true } : file;
  });
  const version = sha256(JSON.stringify(files)).slice(0, 16);
  const pages = names
    .filter((name) => name.endsWith('.html'))
    .map((name) => [urlOf(name), urlOf(name)] as const);
  return { version, files, pages: Object.fromEntries(pages) };
}

/** `index.html` is `/`; every other file has its own name as its address: as the server has it. */
function urlOf(name: string): string {
  return name === 'index.html' ? '/' : `/${name}`;
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

async function buildServiceWorker(root: string, outDir: string, entry: string, name: string, list: Precache): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { __PRECACHE__: JSON.stringify(list) },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2021',
      sourcemap: false,
      // A classic script: module service workers are not everywhere yet.
      lib: { entry: join(root, entry), formats: ['iife'], name: 'sw', fileName: () => name },
    },
  });
}
