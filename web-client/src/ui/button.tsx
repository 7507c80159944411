/**
 * Owns the button: what is pressed to do something.
 *
 * Must not: know what it does. Colours keep their meaning (see `tokens.css`).
 */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons';

export type ButtonKind = 'main' | 'work' | 'ghost' | 'plain' | 'mind';

interface Props {
  readonly kind?: ButtonKind;
  readonly icon?: IconName | undefined;
  readonly test?: string | undefined;
  readonly label?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly submit?: boolean;
  readonly class?: string;
  readonly onPress?: () => void;
  readonly children?: ComponentChildren;
}

export function Button({ kind = 'main', icon, test, label, disabled = false, submit, class: more, onPress, children }: Props) {
  return (
    <button
      type={submit ? 'submit' : 'button'}
      class={`btn btn-${kind}${more ? ` ${more}` : ''}`}
      data-test={test}
      aria-label={label}
      disabled={disabled}
      onClick={onPress}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
