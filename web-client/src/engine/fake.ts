/**
 * Owns a make-believe engine in memory, for drawing screens and testing them without a server.
 *
 * Must not: reach a learner's phone. `main.tsx` imports it in development alone (`?fake=1`;
 * `?fake=empty` begins without anybody, `many` with twenty, `hidden` with hidden counts, `trouble`
 * refuses to save, `steps` has a programme that asks and lets choose). Secrets: `fake-secrets.ts`; p3 has none yet, p4 is behind picture 20.
 */
import { catalogue, lessonOf, sampleLessons, sampleWork } from './fake-content';
import { hoursAfter, sampleEarnings, sampleQuestions, type Answered } from './fake-hours';
import { sampleSessions } from './fake-sessions';
import { FakeSteps, programmeParts } from './fake-steps';
import { FAKE_CARD, FAKE_DIGITS, FAKE_HELPERS, FAKE_PICTURES, FakeLocks, sameLoss } from './fake-secrets';
import { talkedOf, type Talked } from './fake-talk';
import {
  EngineError,
  type Action, type Download, type Engine, type EngineEvent, type LessonProgress, type Loss, type ProfileId,
  type Proof, type RecordView, type Secret, type Tried, type Who, type WorkEntry, type WorkFields, type WorkVersion,
} from './types';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Held { lessons: Record<string, LessonProgress>; work: WorkEntry[]; drafts: Map<string, unknown>; answers: Map<string, Answered>; scanned: Set<string>; steps: FakeSteps; unsent: number; talk: Talked }

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const CODES = new Map<string, 'code_expired' | 'too_many_tries' | 'offline' | 'server_trouble' | 'already_here'>([
  ['EXPRD000', 'code_expired'], ['MANY0000', 'too_many_tries'], ['0FF11NE0', 'offline'], ['TR0VB1E0', 'server_trouble'], ['HERE0000', 'already_here'],
]);

export function createFakeEngine(kind: string): Engine {
  const now = () => Math.floor(Date.now() / 1000);
  const listeners = new Set<(event: EngineEvent) => void>();
  const emit = (event: EngineEvent) => listeners.forEach((listener) => listener(event));
  const held = new Map<ProfileId, Held>();
  const locks = new FakeLocks();
  const downloads: Record<string, Download> = { 'pack-basico': { state: 'here' } };
  const running = new Set<string>();
  let open: ProfileId | undefined;
  let asked: { who: Who; looks: number } = { who: { other: 0 }, looks: 0 };

  const add = (id: string, picture: number, sample: boolean, unsent: number, secret: Secret | undefined, over: Parameters<FakeLocks['add']>[3] = {}) => {
    locks.add(id as ProfileId, picture, secret, over);
    held.set(id as ProfileId, { lessons: sample ? sampleLessons(now()) : {}, work: sample ? sampleWork(now()) : [], drafts: new Map(), answers: new Map(), scanned: new Set(), steps: new FakeSteps(), unsent, talk: {} });
  };
  if (kind !== 'empty') {
    add('p1', 15, true, 0, FAKE_DIGITS, { card: true });
    add('p2', 0, true, 3, FAKE_PICTURES, { name: 'Rosa', countsHidden: kind === 'hidden' });
    add('p3', 8, false, 1, undefined);
    add('p4', 20, true, 2, FAKE_DIGITS, { hidden: true });
  }
  if (kind === 'many') for (let n = 0; n < 20; n += 1) if (![15, 0, 8].includes(n)) add(`m${n}`, n, false, n % 4, FAKE_DIGITS);

  const summaries = () => locks.summaries((id) => {
    const unsent = held.get(id)?.unsent ?? 0;
    return { unsent, allArrived: unsent === 0 && id === 'p1' };
  }, open);
  const view = (): RecordView | undefined => {
    const mine = open && held.get(open);
    if (!mine) return undefined;
    const total = Object.keys(mine.lessons).length + mine.work.length;
    const work = [...mine.work].sort((a, b) => (b.live[0]?.day ?? '').localeCompare(a.live[0]?.day ?? '') || (b.live[0]?.at ?? 0) - (a.live[0]?.at ?? 0));
    const since = new Date((now() - (mine.work.length > 3 ? 35 : 0) * 86_400) * 1000).toISOString().slice(0, 10);
    return {
      knots: { total, phone: total, centre: Math.max(0, total - Math.max(0, mine.unsent - 2)), office: Math.max(0, total - mine.unsent) },
      unsent: mine.unsent, lessons: { ...mine.lessons }, work, since,
      questions: sampleQuestions(work, mine.answers), earnings: sampleEarnings(work, mine.answers, now()),
      surveyDays: { enrolled: since }, ...mine.talk,
      ...(kind === 'steps' ? mine.steps.view : {}),
      sessions: open === 'p2' ? [] : sampleSessions(now(), mine.scanned),
      refused: open === 'p2' ? [{ code: 'too_large', section: 'work', at: now() - 86_400 * 2, entity: 'x' }] : [],
    };
  };
  const publish = () => {
    emit({ type: 'profiles', profiles: summaries() });
    emit({ type: 'record', record: view() });
  };

  const learn = (mine: Held, action: Extract<Action, { place: number }>) => {
    const before = mine.lessons[action.lesson];
    const at = now();
    const next: Mutable<LessonProgress> = {
      lesson: action.lesson, state: before?.state === 'done' || action.type === 'lesson_done' ? 'done' : 'open',
      place: action.place, seconds: (before?.seconds ?? 0) + action.seconds, lastAt: at, held: 'phone',
    };
    const score = 'scorePercent' in action ? action.scorePercent : undefined;
    const best = Math.max(before?.scorePercent ?? -1, score ?? -1);
    if (best >= 0) next.scorePercent = best;
    if (next.state === 'done') next.completedAt = before?.completedAt ?? at;
    mine.lessons[action.lesson] = next;
  };

  const work = (mine: Held, action: Extract<Action, { entry: string }>) => {
    const at = mine.work.findIndex((entry) => entry.id === action.entry);
    const before = mine.work[at];
    if (action.type === 'work_add' && before) return;
    const last = before?.live[0];
    const fields: WorkFields | undefined = 'fields' in action ? action.fields : last;
    if (!fields) return;
    const { task, day, minutes, units, start, note } = fields;
    const version: WorkVersion = {
      op: `${mine.work.length + 100}@f00d`, version: `${mine.work.length + 100}`, task, day, at: now(), mine: true, held: 'phone', withdrawn: action.type === 'work_withdraw',
      ...(minutes === undefined ? {} : { minutes }), ...(units === undefined ? {} : { units }),
      ...(start === undefined ? {} : { start }), ...(note === undefined ? {} : { note }),
    };
    const entry: WorkEntry = { id: action.entry, live: [version], openQuestion: false, hours: hoursAfter(before, version), earlier: before ? [...before.live, ...before.earlier] : [] };
    if (before) mine.work[at] = entry;
    else mine.work.push(entry);
  };

  const current = (): Held => {
    const mine = open && held.get(open);
    if (!mine) throw new EngineError('not_open');
    return mine;
  };

  const opened = (): ProfileId => {
    if (open === undefined) throw new EngineError('not_open');
    return open;
  };
  const changeFace = (change: Parameters<FakeLocks['change']>[1]): void => {
    locks.change(opened(), change);
    publish();
  };
  const tryOpen = async (who: Who, proof: Proof): Promise<Tried> => {
    await pause(400);
    const tried = locks.tryAt(who, proof);
    if (tried.result === 'ok') open = tried.profile;
    publish();
    return tried;
  };

  return {
    subscribe(listener) {
      listeners.add(listener);
      queueMicrotask(() => {
        emit({ type: 'profiles', profiles: summaries() });
        emit({ type: 'catalogue', catalogue: kind === 'steps' ? { ...catalogue, ...programmeParts } : catalogue });
        emit({ type: 'road', road: kind === 'offline' ? { state: 'offline' } : { state: 'rest', lastContact: now() - 600 } });
        if (kind === 'clock') emit({ type: 'clock', offsetSeconds: -86_400 * 365 });
        for (const [pack, download] of Object.entries(downloads)) emit({ type: 'download', pack, download });
      });
      return () => listeners.delete(listener);
    },
    async enrol(code, picture, secret) {
      await pause(600);
      const plain = code.replace('-', '');
      const refusal = CODES.get(plain);
      if (refusal) throw new EngineError(refusal);
      if (plain.startsWith('0000')) throw new EngineError('code_unknown');
      const id = `p${held.size + 1}` as ProfileId;
      add(id, picture, false, 0, secret);
      open = id;
      publish();
      return id;
    },
    open: (who, secret) => tryOpen(who, secret === undefined ? { by: 'none' } : { by: 'secret', secret }),
    openWithCard: (who, text) => tryOpen(who, { by: 'card', text }),
    async setSecret(next, proof) {
      await pause(300);
      const tried = locks.tryAt(opened(), proof);
      if (tried.result === 'ok') locks.change(opened(), { secret: next });
      publish();
      return tried;
    },
    async makeCard(secret) {
      await pause(300);
      const tried = locks.tryAt(opened(), { by: 'secret', secret });
      if (tried.result === 'ok') locks.change(opened(), { card: true });
      publish();
      return tried.result === 'ok' ? { ...tried, card: FAKE_CARD } : tried;
    },
    async helpers() {
      await pause(300);
      return FAKE_HELPERS.map(({ name }) => name);
    },
    async makeCentreKey(secret) {
      await pause(300);
      const tried = locks.tryAt(opened(), { by: 'secret', secret });
      if (tried.result === 'ok') locks.change(opened(), { centre: true });
      publish();
      return tried;
    },
    async dropCentreKey() {
      locks.change(opened(), { centre: false });
      publish();
    },
    async centreKey() { return summaries().find(({ id }) => id === open)?.hasCentreKey ? FAKE_HELPERS : undefined; },
    async askCentre(who) {
      await pause(300);
      asked = { who, looks: 0 };
      return { result: 'asked', code: 'K7QM2XWP', expiresAt: now() + 600 };
    },
    async lookCentre() {
      await pause(200);
      asked.looks += 1;
      if (typeof asked.who !== 'string' || asked.looks < 6) return { result: 'waits', names: asked.looks > 2 ? ['Lucía Condori'] : [] };
      open = asked.who;
      publish();
      return { result: 'ok', profile: asked.who };
    },
    async close() {
      open = undefined;
      publish();
    },
    async lock(profile) {
      if (profile === undefined || profile === open) open = undefined;
      publish();
    },
    async readErased() { emit({ type: 'erased', erased: false }); },
    async lendPhone(lent) { emit({ type: 'lent', lent }); },
    async lossOf(profile) {
      const unsent = held.get(profile)?.unsent ?? 0;
      return unsent > 0 ? { unsent, perhapsMore: false, notBackedUp: false } : undefined;
    },
    async removeProfile(profile, named) {
      await pause(200);
      const loss: Loss = { unsent: held.get(profile)?.unsent ?? 0, perhapsMore: false, notBackedUp: false };
      if (loss.unsent > 0 && !sameLoss(loss, named)) return { result: 'would_lose', loss };
      held.delete(profile);
      locks.remove(profile);
      if (open === profile) open = undefined;
      publish();
      return { result: 'removed' };
    },
    async hideCounts(hide) { changeFace({ countsHidden: hide }); },
    async hideProfile(hide) { changeFace({ hidden: hide }); },
    async nameProfile(name) { changeFace({ name: name?.trim() === '' ? undefined : name }); },
    async lockHiddenAfter(seconds) { changeFace({ lockHiddenSeconds: seconds }); },
    async act(action) {
      await pause(80);
      if (kind === 'trouble') throw new EngineError('storage_full');
      const mine = current();
      if (action.type === 'answer') mine.answers.set(action.about, action);
      else if (action.type === 'attend') mine.scanned.add(action.session);
      else if (action.type === 'survey' || action.type === 'message') mine.talk = talkedOf(mine.talk, action, now());
      else if (action.type === 'requirement' || action.type === 'choose_track' || action.type === 'interest' || action.type === 'release') mine.steps.take(action);
      else if ('place' in action) learn(mine, action);
      else work(mine, action);
      mine.unsent += 1;
      publish();
    },
    async saveDraft(name, draft) { current().drafts.set(name, structuredClone(draft)); },
    async loadDraft(name) { return structuredClone(current().drafts.get(name)); },
    async download(pack) {
      const total = catalogue.courses.find((course) => course.pack === pack)?.sizeBytes ?? 0;
      const before = downloads[pack];
      let got = before && 'gotBytes' in before ? before.gotBytes : 0;
      running.add(pack);
      while (got < total && running.has(pack)) {
        got = Math.min(total, got + 400_000);
        const full = kind === 'noroom' && got > total / 2;
        const download: Download = full ? { state: 'no_room', gotBytes: got, totalBytes: total } : got < total ? { state: 'partial', gotBytes: got, totalBytes: total, running: true } : { state: 'here' };
        downloads[pack] = download;
        emit({ type: 'download', pack, download });
        if (full) return;
        await pause(300);
      }
    },
    stopDownload(pack) {
      running.delete(pack);
      const download = downloads[pack];
      if (download?.state !== 'partial') return;
      downloads[pack] = { ...download, running: false };
      emit({ type: 'download', pack, download: downloads[pack] as Download });
    },
    async lesson(pack, lesson) {
      await pause(60);
      return downloads[pack]?.state === 'here' ? lessonOf(lesson) : undefined;
    },
    async courierFile() {
      await pause(400);
      return { text: 'Archivo cerrado para la oficina.', leftOut: false };
    },
    async openCourier() {
      await pause(400);
      emit({ type: 'parcels', parcels: [{ name: 'one', at: now(), state: 'waits' }, { name: 'other', at: now() - 7_200, state: 'delivered' }] });
      return { answered: false, carries: true, troubles: [] };
    },
    async parcelAnswer() { return 'Respuesta cerrada de la oficina.'; },
    async forgetParcel() { emit({ type: 'parcels', parcels: [] }); },
    tryNow() {
      emit({ type: 'road', road: { state: 'sending' } });
      setTimeout(() => {
        for (const each of held.values()) each.unsent = 0;
        emit({ type: 'road', road: { state: 'rest', lastContact: now() } });
        publish();
      }, 900);
    },
  };
}
