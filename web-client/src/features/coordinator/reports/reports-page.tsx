/**
 * The programme's figures on one page, for whoever answers for it.
 *
 * Owns which cards there are, and their order. Must not: count; the office does.
 */
import { reports } from '../../../api/reports';
import { Page } from '../frame';
import { useLive } from '../live';
import { may } from '../rights';
import { Icon } from '../../../ui/icons';
import { AskedCard } from './asked';
import { AttendanceCard, HoursCard } from './cards-doing';
import { OutcomesCard } from './cards-outcomes';
import { CoursesCard, ProgressCard, RetentionCard } from './cards-learning';
import { funnelLines, FunnelCard, GroupsCard, QuietCard, ReasonsCard, StatesCard, TargetsCard } from './cards-people';
import { chosenSaid, Filters } from './filters';
import { useNames } from './names';
import { everybody } from './numbers';
import './reports.css';
import { TakeHome } from './take-home';
import { isChosen, reportQuery, type ReportsView } from './view';
import { t, tn } from './words';

export function ReportsPage({ view }: { view: ReportsView }) {
  const query = reportQuery(view);
  const funnel = useLive(`report/funnel?${query}`, () => reports.report('funnel', query));
  const names = useNames();
  const measured = (useLive(`report/outcomes?${query}`, () => reports.report('outcomes', query)).value?.indicators ?? []).length > 0;
  const props = { view, names };
  return (
    <Page
      live={funnel}
      fallbackTitle={t('title')}
      title={() => t('title')}
      under={() => chosenSaid(view, names)}
      actions={() => (
        <button type="button" class="of-button of-quiet of-print-button" onClick={() => print()} data-test="print-all"><Icon name="print" /> {t('print.all')}</button>
      )}
    >
      {(report) => (
        <>
          {!isChosen(view) && <AskedCard {...props} now={funnel.now} />}
          <div class="rp-choice">
            <Filters view={view} names={names} />
            {isChosen(view) && (
              <div class="of-card of-answer rp-chosen" role="status" data-test="answer-chosen">
                {(everybody(report).enrolments === 0 ? [t('nobody')] : funnelLines(report)).map((line) => <p key={line}>{line}</p>)}
              </div>
            )}
          </div>
          {report.behind > 0 && <p class="of-stale" role="status">{tn('behind', report.behind)}</p>}
          <nav class="rp-jump of-screen-only" aria-label={t('jump')}>
            {JUMPS.filter((card) => card !== 'outcomes' || measured).map((card) => <a key={card} href={`#card-${card}`} onClick={jump} class="of-bar-link">{t(`jump.${card}`)}</a>)}
          </nav>
          <div class="rp-cards">
            {may('read_people_behind') && <QuietCard {...props} />}
            <FunnelCard {...props} report={funnel} />
            <StatesCard {...props} report={funnel} />
            <TargetsCard {...props} report={funnel} />
            <GroupsCard {...props} />
            <HoursCard {...props} />
            <RetentionCard {...props} />
            <CoursesCard {...props} />
            <ProgressCard {...props} />
            <AttendanceCard {...props} />
            <OutcomesCard {...props} />
            <ReasonsCard {...props} />
            <TakeHome view={view} />
          </div>
        </>
      )}
    </Page>
  );
}

const JUMPS = ['funnel', 'groups', 'hours', 'retention', 'courses', 'progress', 'attendance', 'outcomes', 'reasons'] as const;

/** The address behind `#` is the page, so the jump is made by hand. */
function jump(event: MouseEvent): void {
  event.preventDefault();
  const id = (event.currentTarget as HTMLAnchorElement).hash;
  document.querySelector(id)?.scrollIntoView();
}
