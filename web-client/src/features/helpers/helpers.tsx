/**
 * Owns letting two people of the centre open her profile together, should she forget her secret:
 * what that means, who they are, and taking it back.
 *
 * Must not: be offered as something to accept; it is off until she wants it, and says what it
 * lets them do before she does.
 */
import { useEffect, useState } from 'preact/hooks';
import { Screen } from '../../app/frame';
import { tell } from '../../app/notice';
import { Prove } from '../../app/prove';
import { Uses } from '../../app/recoveries';
import { attempt, freshSecret, openProfile, record, theEngine, tried } from '../../app/store';
import type { Helper, Secret, Tried } from '../../engine/types';
import { t } from '../../i18n';
import { Button } from '../../ui/button';
import { Card, Chip } from '../../ui/parts';
import './helpers.css';

/** Two people of staff are the least. */
const ENOUGH = 2;

export function Helpers() {
  const mine = openProfile.value;
  const [named, setNamed] = useState<readonly string[] | undefined>(undefined);
  const [kept, setKept] = useState<readonly Helper[] | undefined>(undefined);
  const [proving, setProving] = useState(false);
  const [busy, setBusy] = useState(false);
  const has = mine?.hasCentreKey === true;
  useEffect(() => void attempt(async () => setKept(await theEngine().centreKey())), [has]);
  if (!mine) return null;

  const look = async () => {
    setBusy(true);
    await attempt(async () => setNamed(await theEngine().helpers()));
    setBusy(false);
  };
  const make = async (secret: Secret): Promise<Tried | undefined> => {
    let changed = false;
    const outcome = await tried(async () => {
      const made = await theEngine().makeCentreKey(secret, named ?? []);
      changed = made.result === 'changed';
      return made.result === 'changed' ? { result: 'wrong', waitSeconds: 0 } : made;
    });
    if (changed || outcome?.result === 'ok') {
      setProving(false);
      setNamed(undefined);
      tell({ words: t(changed ? 'helpers.changed' : 'helpers.made') });
    }
    return outcome;
  };
  const begin = async () => {
    const fresh = freshSecret.value;
    if (fresh === undefined) {
      setProving(true);
      return;
    }
    setBusy(true);
    await make(fresh);
    setBusy(false);
  };
  if (proving && mine.secret !== 'none') {
    return (
      <Prove title={t(mine.secret === 'digits' ? 'secret.present_digits' : 'secret.present_pictures')} kind={mine.secret} onSecret={make}>
        <p>{t('helpers.why_secret')}</p>
      </Prove>
    );
  }
  const enough = (named?.length ?? 0) >= ENOUGH;
  return (
    <Screen
      title={t('helpers.title')}
      screen={has ? 'on' : named ? 'named' : 'what'}
      backs
      foot={has
        ? <Button kind="ghost" icon="bin" test="helpers-drop" onPress={() => void attempt(() => theEngine().dropCentreKey())}>{t('helpers.drop')}</Button>
        : enough
          ? <Button icon="hand" test="helpers-yes" disabled={busy} onPress={() => void begin()}>{t('helpers.yes')}</Button>
          : <Button icon="look" test="helpers-look" disabled={busy} onPress={() => void look()}>{t('helpers.look')}</Button>}
    >
      <p>{t('helpers.what')}</p>
      <p>{t('helpers.power')}</p>
      <p>{t('helpers.seen')}</p>
      {busy && <p class="soft" role="status">{t('app.wait')}</p>}
      {has && <Names title={t('helpers.on')} names={kept?.map(({ name }) => name) ?? []} />}
      {!has && named && (enough ? <Names title={t('helpers.who')} names={named} /> : <p role="status" data-test="helpers-few">{t('helpers.few')}</p>)}
      {!has && !named && <p class="soft">{t('helpers.optional')}</p>}
      {record.value && <Uses uses={record.value.recoveries ?? []} helpers={kept ?? []} />}
    </Screen>
  );
}

function Names({ title, names }: { readonly title: string; readonly names: readonly string[] }) {
  return (
    <Card test="helpers-names">
      <Chip tone="meet" icon="hand">{title}</Chip>
      <ul class="helpers-names">{names.map((name, at) => <li key={at}><b>{name}</b></li>)}</ul>
    </Card>
  );
}
