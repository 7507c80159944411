/**
 * Owns what home says of this profile's standing with the office: closed, not known, or waiting for
 * somebody to confirm that the phone is hers.
 *
 * Must not: blame, or take anything away; whatever stands here, what she saved stays.
 */
import { useThreeWords } from '../../app/three-words';
import type { NotKnown as Why, RecordView } from '../../engine/types';
import { locale, t } from '../../i18n';
import { Card, Chip } from '../../ui/parts';

export function Standing({ mine }: { readonly mine: RecordView }) {
  return (
    <>
      {mine.revoked && <Revoked />}
      {mine.notKnown && <NotKnown why={mine.notKnown} />}
      {mine.compareWords && !mine.notKnown && <ToConfirm places={mine.compareWords} />}
    </>
  );
}

function Revoked() {
  return (
    <Card mind test="home-revoked">
      <Chip tone="mind" icon="ask">{t('home.revoked_title')}</Chip>
      <p>{t('home.revoked')}</p>
    </Card>
  );
}

function NotKnown({ why }: { readonly why: Why }) {
  return (
    <Card mind test="home-not-known">
      <Chip tone="mind" icon="ask">{t('home.not_known_title')}</Chip>
      <p>{t(`home.not_known_${why}`)}</p>
    </Card>
  );
}

function ToConfirm({ places }: { readonly places: readonly number[] }) {
  const words = useThreeWords(places, locale.value);
  return (
    <Card test="home-to-confirm">
      <Chip tone="work" icon="ask">{t('home.to_confirm_title')}</Chip>
      <p>{t('home.to_confirm')}</p>
      {words && (
        <>
          <p>{t('home.to_confirm_words')}</p>
          <ol class="home-words" data-test="three-words">{words.map((word) => <li key={word}>{word}</li>)}</ol>
        </>
      )}
    </Card>
  );
}
