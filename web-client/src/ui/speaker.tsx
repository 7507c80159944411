/**
 * Owns the button that reads something aloud; absent where the phone has no voice for it.
 *
 * Must not: read by itself. Leaving the screen stops the voice.
 */
import { useEffect } from 'preact/hooks';
import { Button } from './button';
import { readAloud, reading, stopReading, voiceFor, voices } from './voice';

interface Props {
  readonly name: string;
  readonly language: string;
  readonly listen: string;
  readonly stop: string;
  /** Asked only when pressed. */
  readonly text: () => string;
}

export function Speaker({ name, language, listen, stop, text }: Props) {
  useEffect(() => stopReading, [name]);
  if (!voiceFor(language, voices.value)) return null;
  const on = reading.value === name;
  return (
    <Button
      kind="plain"
      icon={on ? 'stop' : 'speaker'}
      class="btn-start"
      test="speaker"
      onPress={() => (on ? stopReading() : readAloud(name, text(), language))}
    >
      {on ? stop : listen}
    </Button>
  );
}
