/**
 * The third story: what phones hold comes together, on each of them and in the office.
 *
 * Owns merging as people see it. Must not count on one phone being first.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Coordinator } from '../src/coordinator';
import { Learner } from '../src/learner';
import { Phone } from '../src/phone';
import { Reading } from '../src/reading';
import { Server } from '../src/server';

let server: Server;
const phones: Phone[] = [];

beforeAll(async () => {
  server = await Server.start();
});

afterAll(async () => {
  for (const phone of phones) {
    expect(phone.troubles).toEqual([]);
    await phone.remove();
  }
  await server.remove();
});

async function phone(): Promise<Phone> {
  const opened = await Phone.open(server.port);
  phones.push(opened);
  return opened;
}

test('everything unsent arrives in one request, without a tap', async () => {
  const [given] = server.sheet.codes;
  const mine = await phone();
  const learner = new Learner(mine, 0);
  await learner.enrol(given?.code ?? '');
  const reading = new Reading(learner, 'primeros-pasos');
  await reading.download();
  await mine.offline();
  const [first] = await reading.lessons();
  await reading.finishLesson(first?.id ?? '');
  for (const hours of [1, 2, 3]) await learner.noteWork({ task: 'etiquetar', daysBack: 1, hours });
  const offline = await learner.knots();
  expect(offline.unsent).toBeGreaterThanOrEqual(4);
  expect(offline).toMatchObject({ centre: 0, office: 0, phone: offline.total });
  expect(await learner.see('knots-sentence').innerText()).toContain(`${offline.unsent} cosas por enviar`);

  mine.road.forget();
  await mine.online();
  const knots = await learner.arrived();
  expect(knots.total).toBe(offline.total);
  expect(mine.road.count('POST /api/sync')).toBe(1);
  expect(await learner.see('knots-sentence').innerText()).toContain('Todo llegó a la oficina');

  const { registers } = await server.record(given?.learner ?? '');
  const minutes = Object.entries(registers).flatMap(([key, values]) => (key.startsWith('work/') ? values.map(({ value }) => value['minutes']) : []));
  expect(minutes.sort()).toEqual([120, 180, 60]);
});

test('two phones of one learner correct the same entry, and she says which is right', async () => {
  const given = server.sheet.codes[1];
  const id = given?.learner ?? '';
  const mine = await phone();
  const ana = new Learner(mine, 1);
  await ana.enrol(given?.code ?? '');
  const entry = await ana.noteWork({ task: 'etiquetar', daysBack: 1, hours: 2, note: 'lote 7' });
  await ana.arrived();

  // A code for her second phone, from the coordinator's page.
  const office = await Coordinator.open(server);
  await office.enter();
  await office.openLearner(id);
  await office.page.getByTestId('make-code').click();
  await office.page.getByTestId('code-screen').click();
  const code = (await office.page.getByTestId('code').textContent()) ?? '';
  await office.page.getByTestId('close-code').click();
  const second = await phone();
  const again = new Learner(second, 2);
  await again.enrol(code);
  await expect.poll(async () => (await again.entries()).map((each) => each.id)).toEqual([entry]);
  await again.arrived();

  // Both offline: both correct it, and each records more.
  await mine.offline();
  await second.offline();
  await ana.correct(entry, { hours: 3 }, 'fueron tres');
  await again.correct(entry, { hours: 5 });
  const one = await ana.noteWork({ task: 'revisar', units: 40 });
  const two = await again.noteWork({ task: 'transcribir', daysBack: 1, minutes: 45 });
  await mine.online();
  await ana.arrived();
  await second.online();
  await again.arrived();
  // The first phone learns of it at its next visit: she looks at it again.
  await ana.visit();

  for (const each of [ana, again]) {
    await expect.poll(() => each.waiting()).toBe(1);
    const list = await each.entries();
    expect(list.map((seen) => seen.id).sort()).toEqual([entry, one, two].sort());
    expect(list.find((seen) => seen.id === entry)?.question).toBe(true);
    await each.openEntry(entry);
    await expect.poll(() => each.see('question-version').count()).toBe(2);
    const versions = await each.see('question-version').allInnerTexts();
    expect(versions.some((text) => text.includes('3 h') && text.includes('fueron tres'))).toBe(true);
    expect(versions.some((text) => text.includes('5 h') && text.includes('lote 7'))).toBe(true);
  }
  const held = await server.work(id);
  expect(held[entry]?.map(({ value }) => value['minutes']).sort()).toEqual([180, 300]);
  expect(Object.keys(held).sort()).toEqual([entry, one, two].sort());

  // The office sees both, and promises neither.
  await office.openQuestions('cohorte-1');
  const card = office.page.locator(`[data-test=question][data-entry="${entry}"]`);
  await expect.poll(() => card.getByTestId('live-version').count()).toBe(2);
  expect(await card.innerText()).toContain('fueron tres');
  const report = (await office.ask('/api/cohorts/cohorte-1')).body as { learners: { id: string; minutes_total: number; units_total: number; open_questions: number }[] };
  expect(report.learners.find((row) => row.id === id)).toMatchObject({ minutes_total: 180 + 45, units_total: 40, open_questions: 1 });

  // She answers on one phone, and it is answered on the other.
  await again.go('messages');
  await again.press('answer');
  await expect.poll(() => again.see('question-version').count()).toBe(2);
  const right = (await again.see('question-version').allInnerTexts()).findIndex((text) => text.includes('5 h'));
  await again.press(`choose-${right}`);
  await again.arrived();
  await ana.visit();
  for (const each of [ana, again]) {
    await expect.poll(() => each.waiting()).toBe(0);
    expect((await each.entries()).find((seen) => seen.id === entry)).toMatchObject({ question: false, amount: '5 h' });
  }
  await ana.arrived();
  expect((await server.work(id))[entry]?.map(({ value }) => value['minutes'])).toEqual([300]);
  await office.openLearner(id);
  await office.page.reload();
  await office.page.getByTestId('figure-questions').waitFor();
  expect(await office.page.getByTestId('figure-questions').innerText()).toBe('0');
  await office.close();
  await server.verify();
});

test('another learner on the same phone sees nothing of the first', async () => {
  const shared = await phone();
  const first = new Learner(shared, 4);
  await first.enrol((await server.newcomer('Delia')).code);
  await first.noteWork({ task: 'etiquetar', hours: 6, note: 'solo mío' });
  await first.fillWork({ task: 'revisar', units: 77, note: 'a medias' });
  await first.leave();

  const second = new Learner(shared, 5);
  const [, , given] = server.sheet.codes;
  await second.enrol(given?.code ?? '');
  expect(await second.entries()).toEqual([]);
  expect(await second.knots()).toMatchObject({ total: 0, unsent: 0 });
  // Nor a half-filled form of hers, nor a way back into her screens.
  await second.go('work');
  await second.press('work-add');
  await second.see('task-etiquetar').waitFor();
  expect(await second.see('draft-resume').count()).toBe(0);
  for (let step = 0; step < 6; step += 1) {
    await shared.page.goBack({ timeout: 2_000 }).catch(() => undefined);
    const text = await shared.page.evaluate(() => document.body.innerText);
    expect(text).not.toContain('solo mío');
    expect(text).not.toContain('a medias');
  }
  await shared.page.goto(shared.road.origin);
  // The lock screen shows a picture and a count of each, and no more.
  await first.see('profile-4').waitFor();
  await second.see('profile-5').waitFor();
  const faces = await first.see('profile-4').or(first.see('profile-5')).allInnerTexts();
  expect(faces).toHaveLength(2);
  expect(faces.join(' ')).not.toMatch(/6 h|solo|Delia/);
  await first.enter();
  expect(await first.entries()).toHaveLength(1);
  const kept = await server.work(given?.learner ?? '');
  expect(Object.keys(kept)).toEqual([]);
});
