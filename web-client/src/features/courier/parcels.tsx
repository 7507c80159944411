/**
 * Owns the list of what this phone carries for others, and what is to be brought back to them.
 *
 * Must not: open any of it, or say whose it is; nobody here knows.
 */
import { useEffect, useState } from 'preact/hooks';
import { share } from '../../app/hand-on';
import { attempt, parcels, theEngine } from '../../app/store';
import { deviceNow } from '../../engine/clock';
import type { ParcelSummary } from '../../engine/types';
import { locale, t } from '../../i18n';
import { ago } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { Card, Chip } from '../../ui/parts';
import { Codes } from './codes';
import { fileOf } from './file';

export function Parcels() {
  if (parcels.value.length === 0) return null;
  return (
    <>
      <h2>{t('courier.parcels')}</h2>
      {parcels.value.map((parcel) => <Carried key={parcel.name} parcel={parcel} />)}
    </>
  );
}

function Carried({ parcel }: { readonly parcel: ParcelSummary }) {
  const { name, state, at } = parcel;
  const bringBack = () => attempt(async () => {
    const answer = await theEngine().parcelAnswer(name);
    if (answer !== undefined) await share(fileOf(answer, 'courier.file_answer'));
  });
  const [shown, setShown] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (state === 'delivered') void theEngine().parcelAnswer(name).then(setShown, () => undefined);
  }, [name, state]);
  return (
    <Card test="parcel">
      <p class="soft">{t('courier.came', { when: ago(at, deviceNow(), locale.value) })}</p>
      {state === 'waits' && (
        <>
          <Chip tone="work" test="parcel-waits">{t('courier.waits')}</Chip>
          <p>{t('courier.waits_what')}</p>
        </>
      )}
      {state === 'delivered' && (
        <>
          <Chip tone="meet" test="parcel-delivered">{t('courier.delivered')}</Chip>
          <p>{t('courier.delivered_what')}</p>
          <Button icon="send" test="parcel-answer" onPress={() => void bringBack()}>{t('courier.bring_back')}</Button>
          {shown !== undefined && <Codes file={shown} />}
        </>
      )}
      {state === 'refused' && (
        <>
          <Chip tone="mind" test="parcel-refused">{t('courier.refused')}</Chip>
          <p>{t('courier.refused_what')}</p>
        </>
      )}
      <Button kind="plain" icon="bin" test="parcel-forget" onPress={() => void attempt(() => theEngine().forgetParcel(name))}>{t('courier.forget')}</Button>
    </Card>
  );
}
