/** What learners' phones need not download, told from a small build. */
import { expect, test } from 'vitest';
import { type Graph, officeOnly } from './office-part.ts';

const graph: Graph = new Map([
  ['assets/index.js', { begins: 'app', leadsTo: ['assets/home.js', 'assets/office.js', 'assets/index.css'] }],
  ['assets/home.js', { begins: undefined, leadsTo: ['assets/shared.js'] }],
  ['assets/office.js', { begins: 'office', leadsTo: ['assets/shared.js', 'assets/print.js', 'assets/office.css', 'assets/index.js'] }],
  ['assets/shared.js', { begins: undefined, leadsTo: [] }],
  ['assets/print.js', { begins: undefined, leadsTo: [] }],
]);
const texts: Record<string, string> = {
  'assets/index.js': 'preload office.js office.css print.js',
  'assets/home.js': 'new Worker("/assets/worker-1.js") both.webp',
  'assets/print.js': 'new Worker("/assets/desk-2.js") both.webp',
};
const names = [
  ...graph.keys(), 'assets/index.css', 'assets/office.css', 'assets/worker-1.js', 'assets/desk-2.js', 'assets/both.webp', 'icons/icon.svg', 'index.html',
];

test('only what nothing but the office leads to is left out', () => {
  const only = officeOnly(graph, names, (name) => texts[name] ?? '');
  expect([...only].sort()).toEqual(['assets/desk-2.js', 'assets/office.css', 'assets/office.js', 'assets/print.js']);
});
