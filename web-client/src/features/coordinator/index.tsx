/**
 * The coordinator's pages, from sign-in to one learner's record.
 *
 * Owns which page is shown. Must not: be loaded on a learner's phone before someone opens
 * the office, or import another feature.
 */
import { useEffect } from 'preact/hooks';
import { AccountPage } from './admin/account-page';
import { AccountsPage } from './admin/accounts-page';
import { AuditPage } from './admin/audit-page';
import { BoardPage } from './board-page';
import { CentersPage } from './centers-page';
import { CohortPage } from './cohort-page';
import { CohortsPage } from './cohorts-page';
import { EnrolPage } from './enrol-page';
import { TablePage } from './enrol-table';
import { Bar } from './frame';
import { LearnerPage } from './learner-page';
import { NewAccountPage } from './admin/new-account-page';
import { NewPassword } from './new-password';
import './office.css';
import './summary.css';
import './charts.css';
import './filter.css';
import './people.css';
import './record.css';
import './print.css';
import { unfoldForPrint } from './print';
import { StatementPage } from './pay/statement-page';
import { StatementsPage } from './pay/statements-page';
import { QuestionsPage } from './questions-page';
import { NothingGranted, Refused } from './refused';
import { home, mayOpen } from './rights';
import { followAddress, route, type Route } from './route';
import { SecondFactorPage } from './admin/second-factor-page';
import { DoorPage } from './schedule/door-page';
import { SessionsPage } from './schedule/sessions-page';
import { askSession, session } from './session';
import { SignIn } from './sign-in';
import { Trouble } from './trouble';
import { settleLocale, t } from './words';

export { keepOfficeHere } from '../../desk/offline';

export function CoordinatorApp() {
  useEffect(() => {
    settleLocale();
    void askSession();
    const stops = [followAddress(), unfoldForPrint()];
    return () => stops.forEach((stop) => stop());
  }, []);
  useEffect(() => {
    document.title = `Chaski · ${t('brand')}`;
  });

  return (
    <div class="office">
      <a class="of-skip" href="#office-main" onClick={skipToMain}>
        {t('skip')}
      </a>
      <Bar />
      <main id="office-main" tabIndex={-1}>
        <Shown />
      </main>
    </div>
  );
}

function Shown() {
  const known = session.value;
  switch (known.state) {
    case 'asking':
      return <p class="of-loading" role="status">{t('loading')}…</p>;
    case 'unknown':
      return <Trouble error={known.error} retry={() => void askSession()} />;
    case 'out':
      return <SignIn ended={known.ended} />;
    case 'in':
      if (known.session.first_password) return <NewPassword login={known.session.login} />;
      if (known.session.second_factor === 'to_enrol') return <SecondFactorPage must />;
      break;
  }
  const begins = home();
  if (!begins && route.value.page !== 'me') return <NothingGranted />;
  const page = route.value.page === 'start' && begins ? begins : route.value;
  return mayOpen(page.page) ? <Opened page={page} /> : <Refused />;
}

function Opened({ page }: { page: Route }) {
  switch (page.page) {
    case 'start':
      return null; // `home` is never the start itself
    case 'centers':
      return <CentersPage />;
    case 'cohorts':
      return <CohortsPage />;
    case 'cohort':
      return <CohortPage id={page.id} view={page.view} />;
    case 'questions':
      return <QuestionsPage id={page.id} />;
    case 'enrol':
      return <EnrolPage key={page.id} cohort={page.id} />;
    case 'table':
      return <TablePage key={page.id} cohort={page.id} />;
    case 'statements':
      return <StatementsPage key={page.id} cohort={page.id} />;
    case 'statement':
      return <StatementPage key={page.id} id={page.id} />;
    case 'learner':
      return <LearnerPage id={page.id} />;
    case 'accounts':
      return <AccountsPage />;
    case 'account':
      return <AccountPage key={page.login} login={page.login} />;
    case 'new-account':
      return <NewAccountPage />;
    case 'audit':
      return <AuditPage />;
    case 'me':
      return <SecondFactorPage />;
    case 'board':
      return <BoardPage id={page.id} />;
    case 'sessions':
      return <SessionsPage key={page.id} cohort={page.id} />;
    case 'door':
      return <DoorPage id={page.id} />;
  }
}

/** The address behind `#` is the page, so the jump is made by hand. */
function skipToMain(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#office-main')?.focus();
}
