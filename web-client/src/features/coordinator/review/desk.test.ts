/** Whose notebook the pages show: of one account at a time, and of nobody once she leaves. */
import { beforeEach, expect, it } from 'vitest';
import type { FakeDesk } from '../../../desk/fake';
import { chooseDesk, deskLogin, deskStatus, joinDesk, leaveDesk } from './desk';
import { entry, openDesk } from './fake-entries';

let desk: FakeDesk;
const settled = () => new Promise((done) => setTimeout(done));

beforeEach(async () => {
  desk = await openDesk([entry('1')]);
  deskLogin.value = 'maria';
  joinDesk(desk);
});

it('shows the status as it is told', async () => {
  expect(deskStatus.value.state).toBe('open');
  await desk.close();
  expect(deskStatus.value).toMatchObject({ state: 'closed', unsent: 0 });
});

it("shows nothing of one account's while another's is asked for", async () => {
  chooseDesk('eva');
  expect(deskStatus.value.state).not.toBe('open');
  await settled();
  expect(deskStatus.value.state).toBe('absent');
});

it('asks once for each account: an open notebook stays open from page to page', async () => {
  chooseDesk('maria');
  await settled();
  expect(deskStatus.value.state).toBe('open');
});

it('leaves none open behind whoever signs out, and keeps what was decided', async () => {
  desk.world.online = false;
  const [waiting] = (await desk.queue('c')).entries;
  await desk.act('ana', { type: 'decide', entry: waiting?.entry ?? '', seen: ['v-1'], chosen: 'v-1', outcome: 'decline', reason: 'repetida' });
  leaveDesk();
  await settled();
  expect([deskStatus.value.state, deskLogin.value]).toEqual(['asking', undefined]);
  chooseDesk('maria');
  await settled();
  expect(deskStatus.value).toMatchObject({ state: 'closed', unsent: 1 });
});
