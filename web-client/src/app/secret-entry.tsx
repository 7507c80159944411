/**
 * Owns putting in a secret: the places to fill, a large pad of digits or of pictures.
 *
 * Must not: say whether it is right. What was put in is covered until she asks to see it. Typing
 * and pasting work as well as tapping; no browser is asked to remember it.
 */
import { useEffect, useState } from 'preact/hooks';
import type { SecretKind } from '../engine/types';
import { t, tn, type Key } from '../i18n';
import { Button } from '../ui/button';
import { Icon } from '../ui/icons';
import { DigitPad } from '../ui/pads';
import { SecretPicture, SECRET_PICTURES } from '../ui/secret-pictures';
import { added, isWhole, LENGTH, readDigits, type Marks } from './secret';
import './secret.css';

interface Props {
  readonly kind: SecretKind;
  readonly marks: Marks;
  readonly disabled?: boolean;
  readonly onChange: (marks: Marks) => void;
}

export function SecretEntry({ kind, marks, disabled = false, onChange }: Props) {
  const [seen, setSeen] = useState(false);
  const put = (mark: number) => {
    if (!disabled) onChange(added(kind, marks, mark));
  };
  const erase = () => {
    if (!disabled) onChange(marks.slice(0, -1));
  };
  useEffect(() => {
    if (kind !== 'digits') return;
    // A keyboard works from anywhere on the screen; the pad and the field take their own keys.
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement | null;
      if (event.ctrlKey || event.metaKey || event.altKey || target?.closest('.pad, input, textarea')) return;
      if (/^[0-9]$/.test(event.key)) put(Number(event.key));
      else if (event.key === 'Backspace') erase();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
  const see = (
    <Button kind="plain" icon={seen ? 'hide' : 'look'} class="grow secret-see" test="secret-see" onPress={() => setSeen(!seen)}>{t(seen ? 'secret.cover' : 'secret.see')}</Button>
  );
  return (
    <div class="secret" data-test="secret" data-kind={kind}>
      <div class="secret-top">
        <div class="secret-slots" data-test="secret-slots" data-filled={marks.length}>
          {Array.from({ length: LENGTH[kind] }, (_, at) => <Slot key={at} kind={kind} mark={marks[at]} seen={seen} />)}
          {kind === 'digits' && (
            <input
              class="secret-input"
              data-test="secret-input"
              aria-label={t('secret.digits_label')}
              type="text"
              inputMode="none"
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              disabled={disabled}
              value={marks.join('')}
              onInput={(event) => {
                const typed = readDigits(event.currentTarget.value);
                event.currentTarget.value = typed.join('');
                onChange(typed);
              }}
            />
          )}
        </div>
        <p class="unseen" role="status">{tn('secret.filled', marks.length, { total: LENGTH[kind] })}</p>
      </div>
      {kind === 'digits'
        ? <DigitPad label={t('secret.pad')} erase={t('form.erase')} test="secret" disabled={disabled} corner={see} onDigit={put} onErase={erase} />
        : <Pictures disabled={disabled} full={isWhole(kind, marks)} onPicture={put} />}
      {kind === 'pictures' && (
        <div class="row">
          <Button kind="plain" icon="erase" class="grow" test="secret-erase" disabled={disabled || marks.length === 0} onPress={erase}>{t('form.erase')}</Button>
          {see}
        </div>
      )}
    </div>
  );
}

function Slot({ kind, mark, seen }: { readonly kind: SecretKind; readonly mark: number | undefined; readonly seen: boolean }) {
  if (mark === undefined) return <span class="secret-slot" />;
  if (!seen) return <span class="secret-slot secret-slot-full" />;
  return (
    <span class="secret-slot secret-slot-seen">
      {kind === 'digits' ? mark : <SecretPicture picture={mark} label={t(`secret_picture.${mark}` as Key)} />}
    </span>
  );
}

interface PicturesProps {
  readonly disabled: boolean;
  readonly full: boolean;
  readonly onPicture: (picture: number) => void;
}

function Pictures({ disabled, full, onPicture }: PicturesProps) {
  return (
    <div class="secret-pictures" role="group" aria-label={t('secret.pad_pictures')}>
      {SECRET_PICTURES.map((_, at) => (
        <button type="button" key={at} class="secret-choice" data-test={`secret-${at}`} disabled={disabled || full} onClick={() => onPicture(at)}>
          <SecretPicture picture={at} />
          {t(`secret_picture.${at}` as Key)}
        </button>
      ))}
    </div>
  );
}

/** The two ways, each with its icon: asked where nobody can know which one is hers. */
export function KindChoice({ onKind }: { readonly onKind: (kind: SecretKind) => void }) {
  return (
    <div class="stack">
      <button type="button" class="secret-kind" data-test="kind-digits" onClick={() => onKind('digits')}>
        <span class="secret-kind-drawing" aria-hidden="true">123</span>
        <span class="grow"><b>{t('secret.kind_digits')}</b><span class="soft">{t('secret.kind_digits_text')}</span></span>
        <Icon name="next" />
      </button>
      <button type="button" class="secret-kind" data-test="kind-pictures" onClick={() => onKind('pictures')}>
        <span class="secret-kind-drawing"><SecretPicture picture={1} /><SecretPicture picture={4} /></span>
        <span class="grow"><b>{t('secret.kind_pictures')}</b><span class="soft">{t('secret.kind_pictures_text')}</span></span>
        <Icon name="next" />
      </button>
    </div>
  );
}
