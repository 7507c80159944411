/**
 * The coordinator's pages, from sign-in to one learner's record.
 *
 * Owns which page is shown. Must not: be loaded on a learner's phone before someone opens
 * the office, or import another feature.
 */
import { useEffect, useState } from 'preact/hooks';
import { createDesk } from '../../desk';
import { AccountPage } from './admin/account-page';
import { AccountsPage } from './admin/accounts-page';
import { AuditPage } from './admin/audit-page';
import { BoardPage } from './board-page';
import { CentersPage } from './centers-page';
import { CohortPage } from './cohort-page';
import { CohortsPage } from './cohorts-page';
import { EnrolPage } from './enrol-page';
import { TablePage } from './enrol-table';
import { FilesPage } from './files-page';
import { Bar } from './frame';
import { GuidePage } from './guides/guide-page';
import { GuidesPage } from './guides/guides-page';
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
import { RecoveryPage } from './recovery-page';
import { BehindPage } from './reports/behind-page';
import { ReportsPage } from './reports/reports-page';
import { UnpaidPage } from './reports/unpaid-page';
import { QuestionsPage } from './questions-page';
import { CandidatesPage } from './openings/candidates-page';
import { NoticesPage } from './openings/notices-page';
import { ReferralPage } from './openings/referral-page';
import { CertificatesPage } from './certificates/certificates-page';
import { StepsPage } from './steps/steps-page';
import { NothingGranted, Refused } from './refused';
import { home, mayOpen } from './rights';
import { deskStatus, joinDesk } from './review/desk';
import { DeskGate } from './review/gate';
import { EnterPage } from './review/enter-page';
import { OfflineWay, ReviewHome } from './review/home-page';
import { NotesPage } from './review/notes-page';
import { ReviewPage } from './review/review-page';
import { followAddress, hashOf, route, type Route } from './route';
import { SecondFactorPage } from './admin/second-factor-page';
import { DoorPage } from './schedule/door-page';
import { NotebookSessions } from './schedule/notebook-sessions';
import { RollPage } from './schedule/roll-page';
import { SessionsPage } from './schedule/sessions-page';
import { askSession, session } from './session';
import { SignIn } from './sign-in';
import { FollowPage } from './talk/follow-page';
import { KeptFollow } from './talk/kept-follow';
import { MentorsPage } from './talk/mentors-page';
import { OutcomePage } from './talk/outcome-page';
import { SurveyPage } from './talk/survey-page';
import { TalkPage } from './talk/talk-page';
import { Trouble } from './trouble';
import { settleLocale, t } from './words';

export { keepOfficeHere } from '../../desk/offline';

export function CoordinatorApp() {
  // Joined before anything is drawn; nothing is started before an account is chosen.
  useState(() => joinDesk(createDesk()));
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
  const offline = known.state === 'unknown' || (known.state === 'out' && deskStatus.value.state === 'open');
  const notebook = offline ? (notebookPage(route.value) ?? guidesBehindGate(route.value)) : undefined;
  if (notebook) return notebook;
  switch (known.state) {
    case 'asking':
      return <p class="of-loading" role="status">{t('loading')}…</p>;
    case 'unknown':
      return (
        <>
          <Trouble error={known.error} retry={() => void askSession()} />
          <OfflineWay />
        </>
      );
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

/** What the notebook of this browser shows without the office: signed in or not, the gate asks for its secret. */
function notebookPage(page: Route) {
  switch (page.page) {
    case 'reviews':
      return <ReviewHome />;
    case 'review':
      return <ReviewPage key={page.id} cohort={page.id} />;
    case 'enter':
      return <EnterPage key={page.id} learner={page.id} />;
    case 'notes':
      return <NotesPage key={page.id} learner={page.id} />;
    case 'talk':
      return <TalkPage key={page.id} learner={page.id} />;
    case 'survey':
      return <SurveyPage key={page.id} learner={page.id} />;
    case 'outcome':
      return <OutcomePage key={page.id} learner={page.id} />;
    case 'referral':
      return <ReferralPage key={page.id} learner={page.id} />;
    case 'follow':
      return <KeptFollow key={page.id} cohort={page.id} />;
    case 'sessions':
      return <NotebookSessions key={page.id} cohort={page.id} />;
    case 'roll':
      return <RollPage key={page.id} cohort={page.cohort} id={page.id} />;
    default:
      return undefined;
  }
}

/** Only the team reads them: without the office, whoever opens the notebook. */
function guidesBehindGate(page: Route) {
  const shown = guidesPage(page);
  return shown && <DeskGate>{shown}</DeskGate>;
}

function guidesPage(page: Route) {
  if (page.page === 'guides') return <GuidesPage />;
  return page.page === 'guide' ? <GuidePage key={`${page.pack}/${page.lesson}`} pack={page.pack} lesson={page.lesson} /> : undefined;
}

function Opened({ page }: { page: Route }) {
  switch (page.page) {
    case 'start':
      return null; // `home` is never the start itself
    case 'centers':
      return <CentersPage />;
    case 'guides':
    case 'guide':
      return guidesPage(page) ?? null;
    case 'files':
      return <FilesPage />;
    case 'recovery':
      return <RecoveryPage />;
    case 'cohorts':
      return <CohortsPage />;
    case 'cohort':
      return <CohortPage id={page.id} view={page.view} />;
    case 'questions':
      return <QuestionsPage id={page.id} />;
    case 'certificates':
      return <CertificatesPage key={page.id} cohort={page.id} />;
    case 'steps':
      return <StepsPage key={page.id} cohort={page.id} />;
    case 'enrol':
      return <EnrolPage key={page.id} cohort={page.id} />;
    case 'table':
      return <TablePage key={page.id} cohort={page.id} />;
    case 'reviews':
    case 'review':
    case 'enter':
    case 'notes':
    case 'talk':
    case 'survey':
    case 'outcome':
    case 'referral':
    case 'roll':
      return notebookPage(page) ?? null;
    case 'notices':
      return <NoticesPage key={page.id} cohort={page.id} />;
    case 'candidates':
      return <CandidatesPage key={page.id} cohort={page.cohort} id={page.id} />;
    case 'follow':
      return <FollowPage key={page.id} id={page.id} />;
    case 'mentors':
      return <MentorsPage key={page.id} id={page.id} />;
    case 'statements':
      return <StatementsPage key={page.id} cohort={page.id} />;
    case 'statement':
      return <StatementPage key={page.id} id={page.id} />;
    case 'learner':
      return <LearnerPage id={page.id} />;
    case 'reports':
      return <ReportsPage view={page.reports} />;
    case 'behind':
      return <BehindPage key={hashOf(page)} view={page.reports} figure={page.figure} />;
    case 'unpaid':
      return <UnpaidPage view={page.reports} />;
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
