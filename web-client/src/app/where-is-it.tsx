/**
 * Owns the thread with its sentence: where her things are, at home and in the settings.
 *
 * Must not: count; the record's knots are shown as they come. Only how far things have come is
 * announced to a screen reader, not the minutes that go by.
 */
import type { RecordView } from '../engine/types';
import { t } from '../i18n';
import { Knots } from '../ui/knots';
import { now } from './days';
import { road } from './store';
import { knotsSaid } from './where';

export function WhereIsIt({ mine }: { readonly mine: RecordView }) {
  const { total, phone, centre, office } = mine.knots;
  const said = knotsSaid(mine, road.value, now.value);
  return (
    <>
      <Knots
        total={total}
        counts={[phone, centre, office]}
        places={[t('place.phone'), t('place.centre'), t('place.office')]}
        label={t('knots.label', { total, phone, centre, office })}
      />
      <p data-test="knots-sentence" data-unsent={mine.unsent} data-road={road.value.state}>
        <span role="status">{said.where}</span> {said.road}
      </p>
    </>
  );
}
