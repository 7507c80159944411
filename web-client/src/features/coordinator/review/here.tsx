/**
 * A learner as the notebook has her; brought in with her cohort where it does not and the office is
 * in reach.
 *
 * Owns that. Must not: need the office for somebody who is here.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import { DeskError, type DeskLearner, type LearnerId, type StaffView } from '../../../desk/types';
import { hashOf } from '../route';
import { session } from '../session';
import { theDesk, useDesk } from './desk';
import { t } from './words';

interface Props {
  readonly learner: LearnerId;
  /** The heading; her name is known once she is here. */
  title(name: string | undefined): string;
  children(view: StaffView): ComponentChildren;
}

export function Here({ learner, title, children }: Props) {
  const cohorts = useDesk('cohorts', (desk) => desk.cohorts()).value;
  const view = useDesk(`learner/${learner}`, (desk) => desk.learner(learner));
  const [bringing, setBringing] = useState(false);
  const known = cohorts?.flatMap((cohort) => cohort.learners).find(({ id }) => id === learner);
  const absent = view.value === undefined && view.failure instanceof DeskError && view.failure.code === 'not_here';
  const signedIn = session.value.state === 'in';
  useEffect(() => {
    if (!absent || !signedIn) return;
    setBringing(true);
    void bring(learner).catch(() => undefined).then(() => {
      setBringing(false);
      view.again();
    });
  }, [absent, signedIn]);
  return (
    <>
      <div class="of-head">
        <div class="of-titles">
          <a class="of-back" href={hashOf({ page: 'learner', id: learner })} data-test="back"><span aria-hidden="true">‹ </span>{t('enter.back')}</a>
          <h1 data-test="page-title">{title(known && (known.name || known.label))}</h1>
        </div>
      </div>
      {view.value ? (
        known && known.state !== 'here' ? <InTheWay state={known.state} /> : children(view.value)
      ) : bringing ? (
        <p class="of-loading" role="status">{t('queue.fetching')}…</p>
      ) : (
        view.failure !== undefined && <p class="of-card" data-test="learner-absent">{t('enter.absent')}</p>
      )}
    </>
  );
}

function InTheWay({ state }: { state: Exclude<DeskLearner['state'], 'here'> }) {
  return <p class="of-card" data-test="obstacle" data-obstacle={state}>{t(`obstacle.${state}`)}</p>;
}

async function bring(learner: LearnerId): Promise<void> {
  const { body } = await api.learner(learner);
  await theDesk().visit(body.learner.cohort);
}
