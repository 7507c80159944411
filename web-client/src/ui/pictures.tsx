/**
 * Owns the 24 pictures that people are known by on a phone: solid shapes, each of its own
 * form and colour, so that no two are told apart by colour alone.
 *
 * Must not: change order or meaning: a profile keeps its picture by number. The words for each
 * are `picture.N` of the tables.
 */
import type { ComponentChildren } from 'preact';

export type Colours = readonly [ground: string, deep: string, light: string];

export const INDIGO: Colours = ['#dfe3f8', '#2b3a8c', '#5f6fd0'];
export const OCHRE: Colours = ['#fbe7c3', '#a05f00', '#e0a33f'];
export const TEAL: Colours = ['#d2eeea', '#0f766e', '#4fb5aa'];
export const CLAY: Colours = ['#fadbd4', '#b23a2a', '#e58373'];
export const PLUM: Colours = ['#f0dcec', '#7a2e6e', '#b872ab'];
export const LEAF: Colours = ['#e1efcf', '#4b7a1e', '#8fbb55'];
export const SKY: Colours = ['#d6ebf7', '#1f6796', '#6fb0d6'];
export const EARTH: Colours = ['#ecdfd2', '#6d4528', '#b08560'];

/** A shape of its own on a ground of its own. */
export interface Picture {
  readonly colours: Colours;
  readonly shape: (deep: string, light: string, ground: string) => ComponentChildren;
}

export const PICTURES: readonly Picture[] = [
  { colours: INDIGO, shape: (a, b) => <><path fill={a} d="m24 8 5 10.5 11.5 1.5-8.3 8 2 11.5L24 34l-10.2 5.5 2-11.5-8.3-8L19 18.5z" /><circle fill={b} cx="24" cy="25" r="4" /></> },
  { colours: SKY, shape: (a, b) => <><path fill={a} d="M24 7c7 9 11 14 11 20.5a11 11 0 0 1-22 0C13 21 17 16 24 7Z" /><path fill={b} d="M17.5 27c0 4 2.5 6.5 6 7-4.5 1.5-8.5-2-8.5-6.5z" /></> },
  { colours: TEAL, shape: (a, b, c) => <><path fill={b} d="M24 37 34 18l10 19z" /><path fill={a} d="M4 37 19 11l15 26z" /><path fill={c} d="m19 11 5 8.7-3 2.3-2-2-2.5 2-2.5-2.3z" /></> },
  { colours: OCHRE, shape: (a, b) => <><path stroke={a} stroke-width="4" stroke-linecap="round" d="M24 6v4M24 38v4M6 24h4M38 24h4M11.3 11.3l2.8 2.8M33.9 33.9l2.8 2.8M36.7 11.3l-2.8 2.8M14.1 33.9l-2.8 2.8" /><circle fill={b} stroke={a} stroke-width="3" cx="24" cy="24" r="9" /></> },
  { colours: PLUM, shape: (a, b) => <><path fill={a} d="M29 7a18 18 0 1 0 11.5 25.5A15 15 0 0 1 29 7Z" /><circle fill={b} cx="35" cy="17" r="2.5" /><circle fill={b} cx="40" cy="24" r="1.6" /></> },
  { colours: CLAY, shape: (a, b) => <><g fill={a}><circle cx="24" cy="14" r="6.5" /><circle cx="33.5" cy="21" r="6.5" /><circle cx="30" cy="32" r="6.5" /><circle cx="18" cy="32" r="6.5" /><circle cx="14.5" cy="21" r="6.5" /></g><circle fill={b} cx="24" cy="24" r="5.5" /></> },
  { colours: LEAF, shape: (a, b) => <><path fill={a} d="M39 9C20 9 9 17 10 32c15 4 28-5 29-23Z" /><path stroke={b} stroke-width="2.5" stroke-linecap="round" fill="none" d="M7 40C14 30 22 22 32 16M18 28l-1-7M25 22l8 1" /></> },
  { colours: SKY, shape: (a, b, c) => <><path fill={a} d="M6 24c6-9 18-11 26-2l9-7v18l-9-7C24 35 12 33 6 24Z" /><path fill={b} d="M21 17c4 4 4 10 0 14 4-1 8-3 11-7-3-4-7-6.5-11-7Z" /><circle fill={c} cx="13.5" cy="22.5" r="2" /></> },
  { colours: TEAL, shape: (a, b) => <><path fill={b} d="M22 21C20 12 25 7 34 5c1 9-2 15-8 18z" /><path fill={a} d="M5 15.5 17 19c3-4 8-4 10 0 3 7-1 13-8 16l-9 8 2-12c-1-5 0-8 3-10z" /><circle fill="#fff" cx="19.5" cy="21" r="1.6" /></> },
  { colours: PLUM, shape: (a, b) => <><path fill={a} d="M23 23C18 10 7 9 7 16c0 6 4 9 9 10-5 2-7 6-5 10 3 5 10 1 12-9zM25 23c5-13 16-14 16-7 0 6-4 9-9 10 5 2 7 6 5 10-3 5-10 1-12-9z" /><path stroke={b} stroke-width="3" stroke-linecap="round" d="M24 17v19M24 17l-4-6M24 17l4-6" /></> },
  { colours: EARTH, shape: (a, b, c) => <><path fill={a} d="M9 8l9 6c4-1.3 8-1.3 12 0l9-6v18c0 8-6 13-15 13S9 34 9 26z" /><circle fill={c} cx="18" cy="24" r="2.5" /><circle fill={c} cx="30" cy="24" r="2.5" /><path fill={b} d="M21 29h6l-3 3.5z" /></> },
  { colours: OCHRE, shape: (a, b) => <><path fill={a} d="M11 6l4 5 4-4v9c0 4 0 6 3 6h13c4 0 6 3 6 6v14h-5v-9H21v9h-5V30c-4-2-5-6-5-11-3 0-5-1-5-4 0-2 3-3 5-4z" /><path fill={b} d="M21 22h11v7a5.5 5.5 0 0 1-11 0z" /></> },
  { colours: CLAY, shape: (a, b, c) => <><path fill={a} d="M24 7 5 24h6v16h26V24h6z" /><path fill={b} d="M11 24 24 12.5 37 24z" /><path fill={c} d="M20 28h8v12h-8z" /></> },
  { colours: LEAF, shape: (a, b) => <><path fill="#6d4528" d="M21 30h6v12h-6z" /><circle fill={a} cx="24" cy="18" r="12" /><circle fill={a} cx="15" cy="25" r="8" /><circle fill={a} cx="33" cy="25" r="8" /><circle fill={b} cx="20" cy="16" r="3" /><circle fill={b} cx="30" cy="21" r="3" /><circle fill={b} cx="17" cy="26" r="2.5" /></> },
  { colours: TEAL, shape: (a, b) => <><path fill={a} d="M19 41V12a5 5 0 0 1 10 0v15h3v-7a4 4 0 0 1 8 0v8c0 4-3 6-6 6h-5v7zM8 17a4 4 0 0 1 8 0v6h3v7h-5c-4 0-6-3-6-6z" /><circle fill="#e58373" cx="24" cy="8" r="4" /><path stroke={b} stroke-width="2" stroke-linecap="round" d="M24 17v18" /></> },
  { colours: OCHRE, shape: (a, b) => <><path fill={b} d="M24 5c8 6 9 20 3 33h-6C15 25 16 11 24 5Z" /><g fill={a}><circle cx="24" cy="13" r="2" /><circle cx="20.5" cy="18" r="2" /><circle cx="27.5" cy="18" r="2" /><circle cx="24" cy="23" r="2" /><circle cx="20.5" cy="28" r="2" /><circle cx="27.5" cy="28" r="2" /></g><path fill="#4b7a1e" d="M9 21c9 3 14 11 15 22-9-2-15-10-15-22ZM39 21c-9 3-14 11-15 22 9-2 15-10 15-22Z" /></> },
  { colours: CLAY, shape: (a, b) => <><path fill={a} d="M8 20h32v5c0 9-6 16-16 16S8 34 8 25z" /><path fill={a} d="M4 22h6v6H7c-2 0-3-2-3-6ZM38 22h6c0 4-1 6-3 6h-3z" /><path fill={b} d="M9 15h30v5H9z" /><path stroke={b} stroke-width="2.5" stroke-linecap="round" fill="none" d="M19 11c-2-2 2-3 0-6M29 11c-2-2 2-3 0-6" /></> },
  { colours: EARTH, shape: (a, b) => <><path fill={a} d="M4 31c4-2 8-3 9-5 1-9 4-14 11-14s10 5 11 14c1 2 5 3 9 5-9 6-31 6-40 0Z" /><path fill={b} d="M13 26c6 3 16 3 22 0l.5 3.5c-7 3-16 3-23 0z" /></> },
  { colours: OCHRE, shape: (a, b) => <><path fill={a} d="M24 6a3 3 0 0 1 3 3c6 2 9 7 9 14 0 6 1 8 4 11H8c3-3 4-5 4-11 0-7 3-12 9-14a3 3 0 0 1 3-3Z" /><circle fill={b} cx="24" cy="38" r="4.5" /></> },
  { colours: INDIGO, shape: (a, b) => <><path fill={a} d="M6 30h36c-2 7-6 11-11 11H17c-5 0-9-4-11-11Z" /><path fill={b} d="M26 6v21h14C38 18 33 11 26 6Z" /><path fill={a} d="M22 11v16H10c2-7 6-12 12-16Z" /></> },
  { colours: PLUM, shape: (a, b) => <><path fill={a} d="M22 5 35 17 24 32 10 20z" /><path fill={b} d="M22 5 24 32 10 20z" /><path stroke={a} stroke-width="2.5" fill="none" stroke-linecap="round" d="M24 32c6 3-2 5 3 7s4 3 8 2" /></> },
  { colours: CLAY, shape: (a, b) => <><path fill={a} d="M24 16c5-4 15-2 15 9 0 8-5 16-10 16-2 0-3-1-5-1s-3 1-5 1c-5 0-10-8-10-16 0-11 10-13 15-9Z" /><path fill="#4b7a1e" d="M25 14c0-6 4-9 10-9 0 6-4 9-10 9Z" /><path fill={b} d="M15 22c-2 2-2 6-1 9-3-3-3-9 1-9Z" /></> },
  { colours: EARTH, shape: (a, b) => <><path fill={b} d="M4 38c0-3 3-4 6-4h26c2 0 3-2 3-5v-7h4v10c0 4-3 7-7 7H6c-1 0-2 0-2-1Z" /><circle fill={a} cx="22" cy="23" r="13" /><path stroke={b} stroke-width="3" fill="none" stroke-linecap="round" d="M22 23a3 3 0 0 1 3-3c4 0 4 9-3 9-8 0-9-13 1-14" /><path stroke={b} stroke-width="2" stroke-linecap="round" d="M40 22l-2-5M42 22l2-5" /></> },
  { colours: SKY, shape: (a, b) => <><path fill={a} d="M24 7C13 7 6 15 5 25c3-3 7-3 9.5 0 3-3 6.5-3 9.5 0 3-3 6.5-3 9.5 0 2.5-3 6.5-3 9.5 0C42 15 35 7 24 7Z" /><path fill={b} d="M24 7c-5 4-8 10-9.5 18 3-3 6.5-3 9.5 0z" /><path stroke="#6d4528" stroke-width="3" fill="none" stroke-linecap="round" d="M24 25v12a4 4 0 0 1-8 0" /></> },
];

interface Props {
  readonly picture: number;
  readonly size: 's' | 'm' | 'l';
  /** Its name, when nothing else on the control says it. */
  readonly label?: string;
}

export function PictureDisc({ picture, size, label }: Props) {
  const shown = PICTURES[picture] ?? PICTURES[0];
  if (!shown) return null;
  return <span class={`picture picture-${size}`}><Disc shown={shown} label={label} /></span>;
}

/** One picture on its round ground. */
export function Disc({ shown, label }: { readonly shown: Picture; readonly label?: string | undefined }) {
  const [ground, deep, light] = shown.colours;
  return (
    <svg viewBox="0 0 48 48" role={label ? 'img' : undefined} aria-label={label} aria-hidden={label ? undefined : 'true'}>
      <circle cx="24" cy="24" r="24" fill={ground} />
      <g transform="translate(5.3 5.3) scale(.78)">{shown.shape(deep, light, ground)}</g>
    </svg>
  );
}
