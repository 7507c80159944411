/**
 * Which files of a build only the office pages need: learners' phones do not download those.
 *
 * Owns telling them apart. Must not: leave a file out that a learner's page could ask for; in doubt
 * it is hers too.
 */
import type { Rollup } from 'vite';

/** The module behind which the office begins (`src/main.tsx` imports it when the address says so). */
const OFFICE = /\/src\/features\/coordinator\/index\.tsx$/;

interface Chunk {
  readonly leadsTo: readonly string[];
  readonly begins: 'app' | 'office' | undefined;
}

export type Graph = ReadonlyMap<string, Chunk>;

/** What leads to what, by the bundler's own account; styles belong to the chunk that needs them. */
export function graphOf(bundle: Rollup.OutputBundle): Graph {
  const graph = new Map<string, Chunk>();
  for (const output of Object.values(bundle)) {
    if (output.type !== 'chunk') continue;
    const styles = (output as { viteMetadata?: { importedCss?: ReadonlySet<string> } }).viteMetadata?.importedCss ?? [];
    const module = output.facadeModuleId ?? '';
    const begins = OFFICE.test(module) ? 'office' : output.isEntry ? 'app' : undefined;
    graph.set(output.fileName, { leadsTo: [...output.imports, ...output.dynamicImports, ...styles], begins });
  }
  return graph;
}

/**
 * Names of the files that only the office leads to. What the bundler keeps no account of (workers,
 * images) belongs to whichever text names it; `read` gives a file's text.
 */
export function officeOnly(graph: Graph, names: readonly string[], read: (name: string) => string): ReadonlySet<string> {
  const app = reached(graph, 'app', 'office');
  const office = reached(graph, 'office', undefined);
  const only = new Set([...office].filter((name) => !app.has(name)));
  const unknown = names.filter((name) => !app.has(name) && !only.has(name));
  // Chunks are told of by the graph; the page's own list of them, for preloading, says nothing.
  const namedBy = (files: ReadonlySet<string>, name: string): boolean => [...files].some((file) => read(file).includes(base(name)));
  for (const name of unknown) if (namedBy(only, name) && !namedBy(app, name)) only.add(name);
  return only;
}

function reached(graph: Graph, from: 'app' | 'office', notInto: 'office' | undefined): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [...graph].filter(([, chunk]) => chunk.begins === from).map(([name]) => name);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const chunk = graph.get(name);
    if (seen.has(name) || (notInto !== undefined && chunk?.begins === notInto)) continue;
    seen.add(name);
    queue.push(...(chunk?.leadsTo ?? []));
  }
  return seen;
}

const base = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
