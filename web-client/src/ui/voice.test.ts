/** Reading aloud picks a voice that is on the phone, and never a sentence too long for it. */
import { describe, expect, it } from 'vitest';
import { cutForVoice, voiceFor } from './voice';

const voice = (lang: string, localService: boolean) => ({ lang, localService }) as SpeechSynthesisVoice;

describe('voiceFor', () => {
  it('prefers one on the phone, of the Americas', () => {
    const all = [voice('en-US', true), voice('es-MX', false), voice('es-ES', true), voice('es_US', true)];
    expect(voiceFor('es', all)?.lang).toBe('es_US');
    expect(voiceFor('es', all.slice(0, 3))?.lang).toBe('es-ES');
    expect(voiceFor('es', all.slice(0, 2))?.lang).toBe('es-MX');
    expect(voiceFor('qu', all)).toBeUndefined();
  });
});

describe('cutForVoice', () => {
  it('cuts at sentences, and long ones at spaces', () => {
    expect(cutForVoice('Uno.  Dos\n tres?')).toEqual(['Uno.', 'Dos tres?']);
    const long = cutForVoice('palabra '.repeat(60));
    expect(Math.max(...long.map((piece) => piece.length))).toBeLessThanOrEqual(180);
    expect(long.join(' ')).toBe('palabra '.repeat(60).trim());
  });
});
