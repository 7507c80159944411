/**
 * Owns showing her weave: at home, and with the newest stitch going in when something is done.
 *
 * Must not: draw (see `ui/weave`) or decide what a stitch is (see `stitches`).
 */
import type { RecordView } from '../engine/types';
import { t, tn } from '../i18n';
import { Card } from '../ui/parts';
import { Weave } from '../ui/weave';
import { today } from './days';
import { weeksOf } from './stitches';
import './my-weave.css';

interface Props {
  readonly mine: RecordView;
  /** The newest stitch moves into its place. */
  readonly moving?: boolean;
}

export function MyWeave({ mine, moving = false }: Props) {
  const { weeks, lessons, entries } = weeksOf(mine, today.value);
  const waits = weeks.some((week) => week.some((stitch) => !stitch.arrived));
  return (
    <Card>
      <div class="row">
        <h2 class="grow">{t('home.weave')}</h2>
        <span class="soft">{t('home.weave_week', { n: weeks.length })}</span>
      </div>
      <Weave weeks={weeks} moving={moving} label={tn('home.weave_label', weeks.length, { lessons, entries })} />
      {lessons + entries === 0
        ? <p class="soft">{t('home.weave_empty')}</p>
        : (
          <p class="weave-key soft">
            <span class="weave-key-learn">{t('home.weave_lesson')}</span>
            <span class="weave-key-work">{t('home.weave_work')}</span>
            {waits && <span class="weave-key-waits">{t('home.weave_waits')}</span>}
          </p>
        )}
    </Card>
  );
}
