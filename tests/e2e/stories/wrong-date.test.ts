/**
 * A phone whose date cannot be, as after its battery was empty: certificates are not good yet on
 * such a day, and only she can set it right.
 *
 * Owns that it is said in plain words with what to do, and that nothing is stopped by it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { barriers } from '../src/access';
import { Learner } from '../src/learner';
import { Phone } from '../src/phone';
import { picture } from '../src/picture';
import { Server } from '../src/server';
import { plainWords } from '../src/words';

/** New Year's morning of 2020 in La Paz, ten past midnight. */
const LONG_AGO = Date.UTC(2020, 0, 1, 4, 10);
const SAID = {
  es: { title: 'La fecha del teléfono está mal', day: /^miércoles 1 de enero de 2020, 12:1\d de la noche$/ },
  en: { title: "The phone's date is wrong", day: /^Wednesday 1 January 2020, 12:1\d am$/ },
} as const;

let server: Server;

beforeAll(async () => {
  server = await Server.start();
});

afterAll(() => server.remove());

test.each(['es', 'en'] as const)('a phone whose date precedes the app says so, and stops nothing (%s)', async (language) => {
  const { id, code } = await server.newcomer();
  const viewport = { width: 360, height: 740 };
  const phone = await Phone.open(server.port, { viewport, locale: language === 'es' ? 'es-BO' : 'en-GB', clockOffset: Math.round((LONG_AGO - Date.now()) / 1000) });
  const learner = new Learner(phone, 9);
  const accessible = async (): Promise<void> => {
    await plainWords(phone.page);
    expect(await barriers(phone.page)).toEqual([]);
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
  };

  // Before anybody is in: the app knows when it was made, without having met anybody.
  await learner.see(`language-${language}`).waitFor();
  await learner.see('wrong-date').waitFor();
  await learner.press(`language-${language}`);
  await learner.see('enrol-code').waitFor();
  await expect.poll(() => learner.see('wrong-date').innerText()).toContain(SAID[language].title);
  expect(await learner.see('phone-date').innerText()).toMatch(SAID[language].day);
  expect(await learner.see('wrong-date-steps').count()).toBe(0);
  await learner.press('wrong-date-how');
  expect(await learner.see('wrong-date-steps').locator('li').count()).toBe(4);
  expect((await learner.see('wrong-date-how').boundingBox())?.height).toBeGreaterThanOrEqual(48);
  await accessible();
  if (language === 'en') return phone.remove();

  await learner.see('enrol-code').fill(code);
  await learner.enrolFromCode();

  // At home too, beside where her things are; and what she notes is saved.
  await learner.see('wrong-date').waitFor();
  expect(await learner.see('phone-date').innerText()).toMatch(SAID[language].day);
  await accessible();

  // Where nobody is in yet: what a phone still has cannot leave then. And where a file is written
  // since nothing is reached: she hears why.
  await learner.leave();
  for (const way of [undefined, 'courier']) {
    if (way !== undefined) await learner.press(way);
    await learner.see('wrong-date').waitFor();
    expect(await learner.see('phone-date').innerText()).toMatch(SAID[language].day);
    await picture(phone.page, `wrong-date-${way ?? 'lock'}`);
    await accessible();
  }
  await learner.press('back');
  await learner.enter();
  await phone.offline();
  const entry = await learner.noteWork({ task: 'etiquetar', hours: 2 });
  await phone.online();
  await learner.arrived();

  // She sets it right: it is believed at once, and what she noted stands on its own day.
  await phone.shut();
  phone.clockOffset = 0;
  await phone.start();
  await learner.enter();
  expect(await learner.see('wrong-date').count()).toBe(0);
  await phone.offline();
  const next = await learner.noteWork({ task: 'etiquetar', hours: 1 });
  await phone.online();
  await learner.arrived();
  const held = await server.work(id);
  const today = new Date(Date.now() - 4 * 3_600_000).toISOString().slice(0, 10);
  expect([entry, next].map((each) => held[each]?.[0]?.value['day'])).toEqual([today, today]);

  // The battery is empty once more. What she notes then bears that date, until the office says what
  // time it is: from then on she sees the day that it was, and says so by two taps.
  await phone.shut();
  phone.clockOffset = Math.round((LONG_AGO - Date.now()) / 1000);
  phone.isUnheard = true;
  await phone.start();
  await learner.enter();
  const late = await learner.noteWork({ task: 'etiquetar', hours: 3 });
  await phone.online();
  await learner.arrived();
  const said = async () => String((await server.work(id))[late]?.[0]?.value['day']);
  expect(await said()).toBe('2020-01-01');
  expect((await learner.entries()).map(({ amount }) => amount)).toEqual(['3 h', '1 h', '2 h']);
  await learner.openEntry(late);
  await learner.see('meant-day').waitFor();
  await picture(phone.page, 'wrong-date-entry');
  await accessible();
  await learner.press('fix-day');
  await learner.save();
  await expect.poll(said, { timeout: 30_000 }).toBe(today);
  await phone.remove();
});
