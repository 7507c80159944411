/**
 * Owns the 16 pictures of which five in order make a secret: other things than those people are
 * known by, so that the picture on the lock screen never gives a secret away.
 *
 * Must not: change order or meaning: a secret is made of their numbers. The words for each are
 * `secret_picture.N` of the tables.
 */
import { CLAY, Disc, EARTH, INDIGO, LEAF, OCHRE, type Picture, PLUM, SKY, TEAL } from './pictures';

export const SECRET_PICTURES: readonly Picture[] = [
  // Key, cup, chair, scissors.
  { colours: OCHRE, shape: (a, _, c) => <><circle fill={a} cx="14" cy="16" r="11" /><circle fill={c} cx="14" cy="16" r="4.5" /><path fill={a} d="m20 20 4-4 21 21-4 5-4-4-3 3-4-4 3-3z" /></> },
  { colours: SKY, shape: (a, b) => <><path fill={a} d="M7 17h27v14c0 6-4 10-9 10h-9c-5 0-9-4-9-10z" /><path fill="none" stroke={a} stroke-width="4.5" d="M34 21h3a6 6 0 0 1 0 12h-4" /><path stroke={b} stroke-width="3" stroke-linecap="round" fill="none" d="M16 11c-2-3 2-3 0-6M25 11c-2-3 2-3 0-6" /></> },
  { colours: EARTH, shape: (a, b) => <><path fill={a} d="M11 4h5v38h-5zM32 27h5v15h-5z" /><path fill={b} d="M11 22h26v7H11z" /><path fill={a} d="M16 7h8v11h-8z" /></> },
  { colours: CLAY, shape: (a, b) => <><path fill={b} d="m11 5 17 24-5 4L9 10z" /><path fill={b} d="M37 5 20 29l5 4 14-23z" /><g fill="none" stroke={a} stroke-width="5"><circle cx="14" cy="36" r="6.5" /><circle cx="34" cy="36" r="6.5" /></g></> },
  // Shoe, shirt, ladder, drum.
  { colours: PLUM, shape: (a, b) => <><path fill={a} d="M6 12h12l4 8c5 3 9 5 15 6 4 1 6 3 6 8H6z" /><path fill={b} d="M5 34h39v6H5z" /><path stroke={b} stroke-width="2.5" stroke-linecap="round" d="m22 22 4-4M27 25l3-4" /></> },
  { colours: TEAL, shape: (a, b) => <><path fill={a} d="m16 6-13 8 5 10 5-3v21h22V21l5 3 5-10-13-8c-2 5-14 5-16 0Z" /><g fill={b}><circle cx="24" cy="20" r="2" /><circle cx="24" cy="28" r="2" /><circle cx="24" cy="36" r="2" /></g></> },
  { colours: LEAF, shape: (a, b) => <><path stroke={a} stroke-width="5" stroke-linecap="round" d="M16 5 12 43M32 5l4 38" /><path stroke={b} stroke-width="4.5" d="M16 12h17M15 20h19M14 28h21M13 36h23" /></> },
  { colours: INDIGO, shape: (a, b, c) => <><path fill={a} d="M7 17c0 4 34 4 34 0v18c0 8-34 8-34 0z" /><ellipse fill={b} cx="24" cy="16" rx="17" ry="6.5" /><path stroke={c} stroke-width="2.5" fill="none" d="m8 24 8 15 8-13 8 13 8-15" /><path stroke={a} stroke-width="3.5" stroke-linecap="round" d="M22 13 10 3M28 13 40 3" /></> },
  // Candle, book, ball, spoon.
  { colours: OCHRE, shape: (a, b, c) => <><path fill={c} stroke={a} stroke-width="2.5" d="M16 20h16v20H16z" /><path fill={b} d="M24 3c5 5 6 8 6 10a6 6 0 0 1-12 0c0-2 1-5 6-10Z" /><path stroke={a} stroke-width="2.5" d="M24 13v7" /><path fill={a} d="M9 39h30v4H9z" /></> },
  { colours: CLAY, shape: (a, b, c) => <><path fill={a} d="M10 5h26a3 3 0 0 1 3 3v35H14c-4 0-6-2-6-6V7z" /><path fill={c} d="M14 33h22v6H14c-4 0-4-6 0-6Z" /><path fill={b} d="M15 11h16v5H15z" /></> },
  { colours: TEAL, shape: (a, b) => <><circle fill={b} cx="24" cy="24" r="19" /><path fill={a} d="m24 15 9 6.5-3.5 10.5h-11L15 21.5z" /><path stroke={a} stroke-width="3" d="M24 15V6M33 21.5l8.5-3M29.5 32l5.5 7M18.5 32 13 39M15 21.5l-8.5-3" /></> },
  { colours: EARTH, shape: (a, b) => <><ellipse fill={a} cx="16" cy="15" rx="10" ry="12" transform="rotate(-38 16 15)" /><ellipse fill={b} cx="14.5" cy="14" rx="5" ry="7.5" transform="rotate(-38 14.5 14)" /><path stroke={a} stroke-width="5.5" stroke-linecap="round" d="m23 24 18 18" /></> },
  // Comb, bus, carrot, glasses.
  { colours: PLUM, shape: (a, b) => <><path fill={a} d="M4 12c0-3 2-5 5-5h30c3 0 5 2 5 5v7H4z" /><path stroke={b} stroke-width="3.2" d="M7 19v21M13.8 19v21M20.6 19v21M27.4 19v21M34.2 19v21M41 19v21" /></> },
  { colours: SKY, shape: (a, b, c) => <><path fill={a} d="M4 12c0-3 2-5 5-5h31c3 0 5 2 5 5v23H4z" /><path fill={c} d="M8 12h9v9H8zM20 12h9v9h-9zM32 12h9v9h-9z" /><path fill={b} d="M4 25h41v4H4z" /><circle fill={a} stroke={c} stroke-width="2.5" cx="14" cy="36" r="6" /><circle fill={a} stroke={c} stroke-width="2.5" cx="35" cy="36" r="6" /></> },
  { colours: LEAF, shape: (a, b) => <><path fill="#d9761a" d="M16 16c8-5 18 2 17 10C27 33 17 40 7 42c0-10 3-20 9-26Z" /><path stroke="#a65208" stroke-width="2.5" stroke-linecap="round" d="m17 24 5 4M13 31l4 4M24 20l4 5" /><path fill={a} d="M28 19c-2-8 1-13 5-15 3 4 2 9-1 14z" /><path fill={b} d="M30 20c4-7 9-9 14-8 0 5-4 9-12 11z" /></> },
  { colours: INDIGO, shape: (a, b) => <><g fill={b} stroke={a} stroke-width="4.5"><circle cx="13" cy="27" r="9" /><circle cx="35" cy="27" r="9" /></g><path fill="none" stroke={a} stroke-width="4" stroke-linecap="round" d="M21 25c2-3 4-3 6 0M5 23c0-7 2-11 7-13M43 23c0-7-2-11-7-13" /></> },
];

interface Props {
  readonly picture: number;
  /** Its name, when nothing else on the control says it. */
  readonly label?: string;
}

export function SecretPicture({ picture, label }: Props) {
  const shown = SECRET_PICTURES[picture];
  if (!shown) return null;
  return <span class="secret-picture"><Disc shown={shown} label={label} /></span>;
}
