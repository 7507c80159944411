/**
 * Owns the icons: solid shapes in the colour of the words beside them.
 *
 * Must not: stand alone without words, except where a label is given to the control.
 */
const SHAPES = {
  home: <path d="M3 11.2 12 3.5l9 7.7V21h-6.2v-6.2H9.2V21H3z" />,
  learn: <><path d="M2.5 5.2c3.4-1.3 6.6-1 8.8 1v13.6c-2.2-1.8-5.4-2-8.8-.8z" /><path d="M21.5 5.2c-3.4-1.3-6.6-1-8.8 1v13.6c2.2-1.8 5.4-2 8.8-.8z" /></>,
  work: <path fill-rule="evenodd" d="M12 2.5a9.5 9.5 0 1 1 0 19 9.5 9.5 0 0 1 0-19Zm-1.3 4.7v5.5l4.7 2.7 1.3-2.2-3.4-2V7.2z" />,
  messages: <path d="M3 4.5h18v12.2H10.5L5.5 21v-4.3H3z" />,
  settings: <path fill-rule="evenodd" d="m10.3 2-.5 2.7-1.7.7-2.3-1.6L3.5 6.1l1.6 2.3-.7 1.7-2.7.5v2.8l2.7.5.7 1.7-1.6 2.3 2.3 2.3 2.3-1.6 1.7.7.5 2.7h3.4l.5-2.7 1.7-.7 2.3 1.6 2.3-2.3-1.6-2.3.7-1.7 2.7-.5v-2.8l-2.7-.5-.7-1.7 1.6-2.3-2.3-2.3-2.3 1.6-1.7-.7-.5-2.7zM12 8.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Z" />,
  back: <path d="M15.5 4 7.5 12l8 8 2-2-6-6 6-6z" />,
  next: <path d="m8.5 4 8 8-8 8-2-2 6-6-6-6z" />,
  plus: <path d="M10.3 4h3.4v6.3H20v3.4h-6.3V20h-3.4v-6.3H4v-3.4h6.3z" />,
  send: <path d="M2.5 3 22 12 2.5 21l2.8-7.2L14 12l-8.7-1.8z" />,
  tick: <path d="m9.5 19-6.6-6.6 2.3-2.3 4.3 4.3L18.8 5l2.3 2.3z" />,
  ask: <path d="M12 2.5c-3.8 0-6 2.3-6.2 5.5h3.4c.1-1.6 1.1-2.5 2.8-2.5 1.6 0 2.7.8 2.7 2.2 0 1.2-.6 1.8-2 2.7-1.8 1.1-2.5 2.3-2.4 4.5v.6h3.4v-.5c0-1.4.5-2 2-3 1.6-1 2.5-2.4 2.5-4.3 0-3.1-2.5-5.2-6.2-5.2Zm0 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z" />,
  erase: <path fill-rule="evenodd" d="M8.5 4.5H22v15H8.5L1.5 12zm3.2 3.6L10 9.8l2.2 2.2-2.2 2.2 1.7 1.7 2.2-2.2 2.2 2.2 1.7-1.7-2.2-2.2 2.2-2.2-1.7-1.7-2.2 2.2z" />,
  speaker: <><path d="M3 9v6h4l5.5 4.5v-15L7 9z" /><path d="M15 8.5c2.3 1.8 2.3 5.2 0 7M17.3 5.5c4.4 3.3 4.4 9.7 0 13" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" /></>,
  stop: <rect x="5" y="5" width="14" height="14" rx="2.5" />,
  download: <path d="M10.3 3h3.4v8.2h4.2L12 17.5l-5.9-6.3h4.2zM4 19h16v2.5H4z" />,
  pause: <path d="M6 4h4.5v16H6zm7.5 0H18v16h-4.5z" />,
  play: <path d="M7 3.5 20 12 7 20.5z" />,
  pencil: <path d="m16.2 3 4.8 4.8L9 19.8 3 21l1.2-6z" />,
  withdraw: <path fill-rule="evenodd" d="M12 2.5a9.5 9.5 0 1 1 0 19 9.5 9.5 0 0 1 0-19ZM7 10.3v3.4h10v-3.4z" />,
  phone: <path fill-rule="evenodd" d="M8 2h8a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V4c0-1.1.9-2 2-2Zm.5 3v12h7V5zM12 18.3a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4Z" />,
  calendar: <path fill-rule="evenodd" d="M6 2.5h2.5V5h7V2.5H18V5h3v16H3V5h3zM5.5 10v8.5h13V10zm2 2h3v3h-3z" />,
  image: <path fill-rule="evenodd" d="M3 4h18v16H3zm2.5 2.5v8l4-4 4 4.5 2.5-2.5 2.5 2.5V6.5zM15.5 7.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3Z" />,
  tag: <path fill-rule="evenodd" d="M3 3h9l9.5 9.5-9 9L3 12zm4.5 2.7a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.8Z" />,
  call: <path d="M6.5 2.5 10 3l1 5-2.5 2a12 12 0 0 0 5.5 5.5l2-2.5 5 1 .5 3.5c-.3 2.3-1.7 4-4 4C9.5 21.5 2.5 14.5 2.5 6.5c0-2.3 1.7-3.7 4-4Z" />,
  text: <path d="M4 4h16v3.4h-6.3V20h-3.4V7.4H4z" />,
  audio: <path d="M12 2.5a3.5 3.5 0 0 1 3.5 3.5v5a3.5 3.5 0 0 1-7 0V6A3.5 3.5 0 0 1 12 2.5ZM4.8 10.5h2.4a4.8 4.8 0 0 0 9.6 0h2.4a7.2 7.2 0 0 1-6 7.1V21h-2.4v-3.4a7.2 7.2 0 0 1-6-7.1Z" />,
  key: <path fill-rule="evenodd" d="M7.5 7a5.5 5.5 0 0 1 5.2 3.8H22v3.6h-2V18h-3.6v-3.6h-3.7A5.5 5.5 0 1 1 7.5 7Zm0 3.3a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z" />,
  look: <path fill-rule="evenodd" d="M12 4.5c5 0 8.7 3.2 10.5 7.5-1.8 4.3-5.5 7.5-10.5 7.5S3.3 16.3 1.5 12C3.3 7.7 7 4.5 12 4.5Zm0 3.3a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4Zm0 2.2a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z" />,
  hide: <path d="M3.7 2.3 21.7 20.3 20 22l-3.5-3.5c-1.4.6-2.9 1-4.5 1-5 0-8.7-3.2-10.5-7.5.9-2.1 2.3-4 4-5.3L2 4zM12 4.5c5 0 8.7 3.2 10.5 7.5a13 13 0 0 1-2.9 4.3l-3.7-3.7a4 4 0 0 0-4.5-4.5L8.5 5.2c1.1-.4 2.3-.7 3.5-.7Z" />,
  card: <path fill-rule="evenodd" d="M2.5 5h19v14h-19zm2.5 2.5v4h4v-4zm6.5 0v2H19v-2zm0 4v2H16v-2zM5 14.5v2h14v-2z" />,
  bin: <path fill-rule="evenodd" d="M9 2.5h6L16 5h5v2.6H3V5h5zM4.5 9h15L18 21.5H6zm4 2.5.5 7.5h2l-.3-7.5zm4.8 0L13 19h2l.5-7.5z" />,
  camera: <path fill-rule="evenodd" d="M8 4h8l1.5 3H22v13H2V7h4.5zm4 4.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10Zm0 2.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z" />,
  chart: <path d="M3 3h2.6v15.4H21V21H3zm5 8h3v6H8zm4.7-5h3v11h-3zm4.6 3h3v8h-3z" />,
  print: <path fill-rule="evenodd" d="M6.5 2.5h11V7h-11zM3 8.5h18V18h-3.5v-4h-11v4H3zm5 7h8v6H8z" />,
  shield: <path d="M12 2 21 5v6.5c0 5-3.7 8.7-9 10.5-5.3-1.8-9-5.5-9-10.5V5z" />,
  other: <path fill-rule="evenodd" d="M12 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9ZM3 21.5c0-5 3.8-8.5 9-8.5s9 3.5 9 8.5z" />,
  award: <path fill-rule="evenodd" d="M12 2a6.5 6.5 0 0 1 4 11.6V22l-4-2.4L8 22v-8.4A6.5 6.5 0 0 1 12 2zm0 3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z" />,
  hand: <path d="M11 2.5a1.5 1.5 0 0 1 3 0V10h.8V4a1.5 1.5 0 0 1 3 0v6.5h.7V7a1.5 1.5 0 0 1 3 0v8c0 4-2.7 7-6.5 7-3 0-4.7-1.2-6.2-4L5.3 12.5c-.8-1.6 1.2-2.8 2.3-1.5l.6.8V5a1.4 1.4 0 0 1 2.8 0v5z" />,
} as const;

export type IconName = keyof typeof SHAPES;

/** Whether a programme's own icon name is one of ours; a generic hand stands in otherwise. */
export function iconNamed(name: string): IconName {
  return name in SHAPES ? (name as IconName) : 'hand';
}

export function Icon({ name, class: more }: { readonly name: IconName; readonly class?: string }) {
  return (
    <svg class={more ? `icon ${more}` : 'icon'} viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}
