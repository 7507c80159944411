/**
 * Owns reading aloud through the phone's own voice, where it has one of that language.
 *
 * Must not: fetch a voice or send words anywhere: a voice on the phone is preferred.
 */
import { signal } from '@preact/signals';

/** What is being read now, by the name its button gave; undefined when silent. */
export const reading = signal<string | undefined>(undefined);
/** Voices arrive late on Android; a button asks again when this changes. */
export const voices = signal<readonly SpeechSynthesisVoice[]>([]);

const synth = typeof speechSynthesis === 'undefined' ? undefined : speechSynthesis;
const refresh = () => {
  voices.value = synth?.getVoices() ?? [];
};
refresh();
synth?.addEventListener?.('voiceschanged', refresh);

export function voiceFor(language: string, among: readonly SpeechSynthesisVoice[]): SpeechSynthesisVoice | undefined {
  const fitting = among.filter((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === language.slice(0, 2));
  const american = (voice: SpeechSynthesisVoice) => !/[-_]es$/i.test(voice.lang);
  return fitting.find((voice) => voice.localService && american(voice))
    ?? fitting.find((voice) => voice.localService)
    ?? fitting[0];
}

/** Pieces short enough that no phone's voice gives up in the middle. */
export function cutForVoice(text: string, most = 180): string[] {
  const pieces: string[] = [];
  for (const sentence of text.replace(/\s+/g, ' ').match(/[^.:;?!…]+[.:;?!…]*/g) ?? []) {
    let rest = sentence.trim();
    while (rest.length > most) {
      const cut = rest.lastIndexOf(' ', most);
      const at = cut > 0 ? cut : most;
      pieces.push(rest.slice(0, at));
      rest = rest.slice(at).trim();
    }
    if (rest) pieces.push(rest);
  }
  return pieces;
}

export function readAloud(name: string, text: string, language: string): void {
  if (!synth) return;
  const voice = voiceFor(language, voices.value);
  synth.cancel();
  const pieces = cutForVoice(text);
  if (!pieces.length) return;
  reading.value = name;
  pieces.forEach((piece, at) => {
    const utterance = new SpeechSynthesisUtterance(piece);
    utterance.lang = voice?.lang ?? language;
    if (voice) utterance.voice = voice;
    utterance.rate = 0.95;
    if (at === pieces.length - 1) utterance.onend = () => { if (reading.value === name) reading.value = undefined; };
    synth.speak(utterance);
  });
}

export function stopReading(): void {
  if (reading.value === undefined) return;
  reading.value = undefined;
  synth?.cancel();
}
