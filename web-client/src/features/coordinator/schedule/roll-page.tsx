/**
 * Calling a workshop's roll, on the notebook: offline too, one large press for each.
 *
 * Owns the order of the page. Must not: need the office; what the notebook knows is shown at once.
 * Staff's word beats a scan, and both are kept (sync-core says how).
 */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import { PRESENCES, type Presence, type Roll } from '../../../api/schedule';
import type { LearnerId } from '../../../desk/types';
import { dayOfWeek } from '../format';
import { theDesk, useDesk } from '../review/desk';
import { DeskGate } from '../review/gate';
import { failureSaid } from '../review/words';
import { hashOf } from '../route';
import { MarkWords } from './mark-words';
import { call, held, left, linesOf, ofDesk, ofOffice, type RollLine, type RollSession } from './roll';
import './schedule.css';
import { t, tn } from './words';

interface Props {
  readonly cohort: string;
  readonly id: string;
}

export function RollPage(props: Props) {
  return (
    <DeskGate>
      <Brought {...props} />
    </DeskGate>
  );
}

/** Brings what is new, and shows what is here meanwhile. */
function Brought({ cohort, id }: Props) {
  const told = useDesk(`roll/${id}`, (desk) => held(desk, cohort));
  const [office, setOffice] = useState<Roll | undefined>();
  const [fetching, setFetching] = useState(true);
  const [problem, setProblem] = useState<string | undefined>();
  useEffect(() => {
    const bring = async () => {
      // The list from the office says whose scan had the right code; without it the page works too.
      const [visited, roll] = await Promise.allSettled([theDesk().visit(cohort), api.roll(id)]);
      if (roll.status === 'fulfilled') setOffice(roll.value.body);
      setProblem(visited.status === 'rejected' ? failureSaid(visited.reason) : undefined);
      setFetching(false);
      told.again();
    };
    void bring();
  }, [cohort, id]);
  const session = (told.value && ofDesk(told.value.views.values(), id)) ?? (office && ofOffice(office.session));
  return (
    <>
      <div class="of-head">
        <div class="of-titles">
          <a class="of-back" href={hashOf({ page: 'sessions', id: cohort })} data-test="back"><span aria-hidden="true">‹ </span>{t('backList')}</a>
          <h1 data-test="page-title">{session?.title ?? t('roll.title')}</h1>
          {session && <div class="of-under"><span>{t('when', { day: dayOfWeek(session.day), start: session.start })}{session.cancelled && ` · ${t('cancelled')}`}</span></div>}
        </div>
      </div>
      {session && told.value?.cohort ? (
        <Lines session={session} lines={linesOf(told.value.cohort, told.value.views, id, office)} />
      ) : fetching ? (
        <p class="of-loading" role="status">{t('roll.fetching')}</p>
      ) : (
        <p class="of-card" role="status" data-test="roll-unknown">{t('roll.unknown')} {problem}</p>
      )}
    </>
  );
}

function Lines({ session, lines }: { session: RollSession; lines: readonly RollLine[] }) {
  const [problem, setProblem] = useState<string | undefined>();
  const [busy, setBusy] = useState<ReadonlySet<LearnerId>>(new Set());
  const rest = left(lines);
  const note = async (those: readonly RollLine[], presence: Presence): Promise<void> => {
    const ids = those.map(({ id }) => id);
    setBusy((before) => new Set([...before, ...ids]));
    setProblem(undefined);
    try {
      for (const id of ids) await theDesk().act(id, call(session, presence));
    } catch (thrown) {
      setProblem(t('roll.failed', { reason: failureSaid(thrown) }));
    }
    setBusy((before) => new Set([...before].filter((id) => !ids.includes(id))));
  };
  const said = lines.filter(({ mark }) => mark !== undefined).length;
  return (
    <>
      <p role="status" data-test="roll-said"><b>{t('roll.said', { said, total: lines.length })}</b></p>
      {problem && <p class="of-problem" role="alert" data-test="roll-problem">{problem}</p>}
      <ul class="of-roll">
        {lines.map((line) => <Line key={line.id} line={line} busy={busy.has(line.id)} note={(presence) => void note([line], presence)} />)}
      </ul>
      {said > 0 && rest.length > 0 && (
        <p class="of-roll-foot">
          <button type="button" class="of-button" onClick={() => void note(rest, 'absent')} data-test="roll-rest">{tn('roll.rest', rest.length)}</button>
        </p>
      )}
    </>
  );
}

const OBSTACLES = { waiting: 'roll.waiting', related: 'roll.related' } as const;

function Line({ line, busy, note }: { line: RollLine; busy: boolean; note: (presence: Presence) => void }) {
  const { id, name, label, mark, obstacle } = line;
  return (
    <li class="of-card" data-test={`roll-${id}`}>
      <p><b>{name || label}</b> <span class="of-soft">{name && label}</span></p>
      <p><MarkWords mark={mark} /></p>
      {obstacle ? (
        <p class="of-soft" data-test="roll-obstacle">{t(obstacle in OBSTACLES ? OBSTACLES[obstacle as keyof typeof OBSTACLES] : 'roll.notHere')}</p>
      ) : (
        <div class="of-presences" role="group" aria-label={t('roll.for', { name: name || label })}>
          {PRESENCES.map((presence) => (
            <button
              key={presence}
              type="button"
              class="of-button"
              data-presence={presence}
              aria-pressed={mark?.called === true && mark.presence === presence}
              aria-disabled={busy}
              onClick={() => { if (!busy) note(presence); }}
              data-test={`presence-${presence}`}
            >
              {t(presence)}
            </button>
          ))}
        </div>
      )}
    </li>
  );
}
