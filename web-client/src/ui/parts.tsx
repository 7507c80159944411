/**
 * Owns the small containers of a screen: card, chip, tick, tile, list row, progress, toast.
 *
 * Must not: hold words or state; everything comes in.
 */
import type { ComponentChildren } from 'preact';
import { Button } from './button';
import { Icon, type IconName } from './icons';

export type Tone = 'learn' | 'work' | 'meet' | 'mind' | 'plain';

interface CardProps {
  readonly mind?: boolean;
  readonly test?: string;
  readonly onPress?: () => void;
  readonly children: ComponentChildren;
}

export function Card({ mind = false, test, onPress, children }: CardProps) {
  const look = mind ? 'card card-mind' : 'card';
  if (!onPress) return <div class={look} data-test={test}>{children}</div>;
  return <button type="button" class={look} data-test={test} onClick={onPress}>{children}</button>;
}

interface ChipProps {
  readonly tone?: Tone;
  readonly icon?: IconName | undefined;
  readonly test?: string | undefined;
  readonly onPress?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

export function Chip({ tone = 'plain', icon, test, onPress, children }: ChipProps) {
  const inside = <>{icon && <Icon name={icon} />}<span>{children}</span></>;
  if (!onPress) return <span class={`chip chip-${tone}`} data-test={test}>{inside}</span>;
  return <button type="button" class={`chip chip-${tone}`} data-test={test} onClick={onPress}>{inside}</button>;
}

/** The big tick of a screen that says that something of hers is saved. */
export function SavedTick({ test }: { readonly test: string }) {
  return <span class="saved-tick" data-test={test}><Icon name="tick" /></span>;
}

interface TileProps {
  readonly tone: 'learn' | 'work';
  readonly icon: IconName;
  readonly title: string;
  readonly test: string;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

export function Tile({ tone, icon, title, test, onPress, children }: TileProps) {
  return (
    <button type="button" class={`tile tile-${tone}`} data-test={test} onClick={onPress}>
      <span class="tile-icon"><Icon name={icon} /></span>
      <span class="grow">
        <span class="tile-title">{title}</span>
        {children}
      </span>
    </button>
  );
}

interface ProgressProps {
  readonly label: string;
  readonly now: number;
  readonly total: number;
}

export function Progress({ label, now, total }: ProgressProps) {
  const percent = total > 0 ? Math.min(100, Math.round((now / total) * 100)) : 0;
  return (
    <div class="progress" role="progressbar" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
      <span class="progress-fill" style={{ width: `${percent}%` }} />
    </div>
  );
}

interface ToastProps {
  readonly mind?: boolean;
  readonly words: string;
  readonly action: string;
  readonly test: string;
  readonly onAction: () => void;
}

/** A sentence at the foot of the screen, with one thing to press. */
export function Toast({ mind = false, words, action, test, onAction }: ToastProps) {
  return (
    <div class={mind ? 'toast toast-mind' : 'toast'} role={mind ? 'alert' : 'status'} data-test={test}>
      <span class="grow">{words}</span>
      <Button kind="plain" test={`${test}-action`} onPress={onAction}>{action}</Button>
    </div>
  );
}
