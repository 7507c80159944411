/**
 * Owns answering by one tap: a grid of choices, and a number pad.
 *
 * Must not: decide what the answers mean. A grid is a radio group: arrow keys move in it.
 */
import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';
import { Icon } from './icons';

export interface Choice<Value> {
  readonly value: Value;
  readonly text: string;
  /** Longer name for a screen reader. */
  readonly label?: string;
}

interface ChoicesProps<Value> {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly chosen: Value | undefined;
  readonly test: string;
  readonly columns?: 2 | 3 | 4 | 5;
  readonly onChoose: (value: Value) => void;
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function Choices<Value extends string | number>(props: ChoicesProps<Value>) {
  const { label, choices, chosen, test, columns = 4, onChoose } = props;
  const reachable = choices.some((choice) => choice.value === chosen) ? chosen : choices[0]?.value;
  const onKey = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const keys = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('[role=radio]')];
    const at = keys.indexOf(document.activeElement as HTMLButtonElement);
    keys[(at + step + keys.length) % keys.length]?.focus();
  };
  return (
    <div class={columns === 3 ? 'pad pad-3 pad-words' : `pad pad-${columns}`} role="radiogroup" aria-label={label} onKeyDown={onKey}>
      {choices.map(({ value, text, label: name }) => (
        <button
          type="button"
          key={value}
          role="radio"
          class={/\D/.test(text) ? 'pad-key pad-key-words' : 'pad-key'}
          aria-checked={value === chosen}
          aria-label={name}
          tabIndex={value === reachable ? 0 : -1}
          data-test={`${test}-${value}`}
          onClick={() => onChoose(value)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

interface DigitPadProps {
  readonly label: string;
  readonly erase: string;
  readonly test: string;
  readonly disabled?: boolean;
  /** What stands in the corner that the digits leave free. */
  readonly corner?: ComponentChildren;
  readonly onDigit: (digit: number) => void;
  readonly onErase: () => void;
}

/** Ten digits and a way back; digits typed on a keyboard count wherever the focus is in it. */
export function DigitPad({ label, erase, test, disabled = false, corner, onDigit, onErase }: DigitPadProps) {
  const key = (digit: number) => (
    <button type="button" key={digit} class="pad-key" data-test={`${test}-${digit}`} disabled={disabled} onClick={() => onDigit(digit)}>{digit}</button>
  );
  const onKey = (event: TargetedKeyboardEvent<HTMLDivElement>) => {
    if (/^[0-9]$/.test(event.key)) onDigit(Number(event.key));
    else if (event.key === 'Backspace') onErase();
    else return;
    event.preventDefault();
  };
  return (
    <div class="pad pad-3" role="group" aria-label={label} onKeyDown={onKey}>
      {[1, 2, 3, 4, 5, 6, 7, 8, 9].map(key)}
      {corner ?? <span />}
      {key(0)}
      <button type="button" class="pad-key pad-key-words" aria-label={erase} data-test={`${test}-erase`} disabled={disabled} onClick={onErase}>
        <Icon name="erase" class="icon-centre" />
      </button>
    </div>
  );
}

interface KeypadProps {
  readonly label: string;
  readonly erase: string;
  readonly value: number;
  readonly mostDigits: number;
  readonly test: string;
  readonly onChange: (value: number) => void;
}

/** Digits into a whole number; what does not fit is not taken. */
export function Keypad({ label, erase, value, mostDigits, test, onChange }: KeypadProps) {
  const press = (digit: number) => {
    const next = value * 10 + digit;
    if (String(next).length <= mostDigits) onChange(next);
  };
  return <DigitPad label={label} erase={erase} test={test} onDigit={press} onErase={() => onChange(Math.floor(value / 10))} />;
}
