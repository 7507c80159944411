/** That exactly one secret is in force whenever the tab is killed, and that nobody learns who is hidden. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ProfileId, Proof, Secret, Tried, Who } from '../engine/types';
import { StorageFailure } from '../storage/adapter';
import { DeviceDatabase, type ProfileEntry } from '../storage/device-database';
import { hex, randomBytes, wrap } from '../storage/keys';
import { wrapBySecret } from '../storage/wrapping';
import { doubleCore, stretches } from './double';
import { Throttle } from './throttle';
import { Vault } from './vault';

globalThis.IDBKeyRange ??= IDBKeyRange;

const old: Secret = { kind: 'digits', digits: '280914' };
const next: Secret = { kind: 'pictures', pictures: [3, 3, 0, 15, 7] };
const bad: Secret = { kind: 'digits', digits: '000000' };
const by = (secret: Secret): Proof => ({ by: 'secret', secret });
const id = 'p' as ProfileId;
const { stretch } = doubleCore;

let factory: IDBFactory;
let device: DeviceDatabase;
let dataKey: Uint8Array;

const vaultOn = (database = device): Vault => new Vault({ device: database, stretch, throttle: new Throttle(database, () => 0) });

async function put(over: Partial<ProfileEntry> = {}, sealed = true): Promise<void> {
  const keys = await device.keys();
  const name = over.id ?? id;
  const bytes = new TextEncoder().encode('digits:280914');
  const locked = sealed
    ? { secret: await wrapBySecret({ keys, stretch }, name, 'digits', bytes, dataKey) }
    : { dataKey: await wrap(keys, name, dataKey) };
  await device.putProfile({
    id: name, database: 'db', picture: 4, state: 'here', unsent: 0, allArrived: false, unsettled: false, opened: true,
    codeMark: 'c', ...locked, ...over,
  });
}

beforeEach(async () => {
  factory = new IDBFactory();
  device = new DeviceDatabase(factory);
  dataKey = randomBytes(32);
  await put();
});

/** A try in a world where nobody has tried yet: asks only what is in force. */
async function opens(proof: Proof, who: Who = id): Promise<boolean> {
  for (const key of (await device.tries()).keys()) await device.forgetTries(key);
  const tried = await vaultOn().unlock(who, proof).catch(() => ({ result: 'refused' }) as const);
  if (tried.result === 'ok') expect(tried.dataKey).toEqual(dataKey);
  return tried.result === 'ok';
}

/** Runs `work` on storage that dies at its first write, then at its second, … until it survives. */
async function killedAtEveryWrite(work: (vault: Vault) => Promise<unknown>, after: () => Promise<void>): Promise<number> {
  for (let survived = 0; ; survived += 1) {
    factory = new IDBFactory();
    device = new DeviceDatabase(factory);
    await put();
    let writes = 0;
    const dying = new DeviceDatabase(factory, async () => {
      writes += 1;
      if (writes > survived) throw new Error('killed');
      return true;
    });
    const killed = await work(vaultOn(dying)).then(() => false, () => true);
    dying.close();
    await after();
    if (!killed) return survived;
  }
}

describe('a new secret', () => {
  test('is in force instead of the old one', async () => {
    expect(await vaultOn().setSecret(id, '1', next, by(old))).toMatchObject({ result: 'ok' });
    expect([await opens(by(old)), await opens(by(next))]).toEqual([false, true]);
    expect((await device.profiles())[0]?.secret?.kind).toBe('pictures');
  });

  test('needs the old one, or a card', async () => {
    expect(await vaultOn().setSecret(id, '1', next, by(bad))).toEqual({ result: 'wrong', waitSeconds: 0 });
    await expect(vaultOn().setSecret(id, '1', next, { by: 'none' })).rejects.toMatchObject({ code: 'not_open' });
    const { card } = await vaultOn().makeCard(id, old);
    const text = card?.words.es.join(' ') ?? '';
    expect(await vaultOn().setSecret(id, '2', next, { by: 'card', text })).toMatchObject({ result: 'ok' });
    expect([await opens(by(old)), await opens(by(next))]).toEqual([false, true]);
  });

  test('killed at any write: exactly one of the two opens', async () => {
    const seen = new Set<string>();
    const writes = await killedAtEveryWrite(
      (vault) => vault.setSecret(id, '1', next, by(old)),
      async () => {
        const both = [await opens(by(old)), await opens(by(next))];
        expect(both.filter(Boolean)).toHaveLength(1);
        seen.add(String(both));
      },
    );
    expect(writes).toBeGreaterThan(2);
    expect(seen.size).toBe(2);
  });

  test('with no room on the phone: the old one stays', async () => {
    let writes = 0;
    // The try is still counted and forgotten; then the phone is full.
    const full = new DeviceDatabase(factory, async () => (writes += 1) <= 3);
    await expect(vaultOn(full).setSecret(id, '1', next, by(old))).rejects.toBeInstanceOf(StorageFailure);
    expect([await opens(by(old)), await opens(by(next))]).toEqual([true, false]);
  });

  test('asked for twice by the same change is done once; by another it needs the new secret', async () => {
    await vaultOn().setSecret(id, '1', next, by(old));
    expect(await vaultOn().setSecret(id, '1', next, by(old))).toMatchObject({ result: 'ok' });
    expect(await vaultOn().setSecret(id, '2', old, by(old))).toMatchObject({ result: 'wrong' });
  });

  test('of two tabs at once: one of them is in force, and it opens', async () => {
    const other: Secret = { kind: 'digits', digits: '555777' };
    await Promise.all([vaultOn().setSecret(id, '1', next, by(old)), vaultOn(new DeviceDatabase(factory)).setSecret(id, '2', other, by(old))]);
    expect([await opens(by(old)), await opens(by(next)), await opens(by(other))].filter(Boolean)).toHaveLength(1);
    expect(await opens(by(old))).toBe(false);
  });
});

describe('a profile made before there were secrets', () => {
  beforeEach(() => device.removeProfile(id).then(() => put({}, false)));

  test('opens with nothing until one is chosen, and then never again', async () => {
    expect([await opens({ by: 'none' }), await opens(by(old))]).toEqual([true, false]);
    await vaultOn().setSecret(id, '1', next, { by: 'none' });
    expect([await opens({ by: 'none' }), await opens(by(next))]).toEqual([false, true]);
    expect((await device.profiles())[0]).not.toHaveProperty('dataKey');
  });
});

describe('a card', () => {
  test('opens by words of either language and by its QR; the one before it does not', async () => {
    const first = (await vaultOn().makeCard(id, old)).card;
    const second = (await vaultOn().makeCard(id, old)).card;
    if (first === undefined || second === undefined) throw new Error('no card');
    const texts = [second.words.es.join(' '), second.words.en.join(' '), second.qr, first.qr, first.words.es.join(' ')];
    const opened = [];
    for (const text of texts) opened.push(await opens({ by: 'card', text }));
    expect(opened).toEqual([true, true, true, false, false]);
  });

  test('is not made without the secret, though the profile is open', async () => {
    expect(await vaultOn().makeCard(id, bad)).toEqual({ unlocked: { result: 'wrong', waitSeconds: 0 } });
    expect((await device.profiles())[0]?.card).toBeUndefined();
  });

  test('killed at any write while it is made anew: exactly one of the two opens, and the secret does', async () => {
    let first = '';
    let second: string | undefined;
    await killedAtEveryWrite(
      async (vault) => {
        first = (await vaultOn().makeCard(id, old)).card?.qr ?? '';
        second = undefined;
        second = (await vault.makeCard(id, old)).card?.qr;
      },
      async () => {
        expect(await opens({ by: 'card', text: first })).toBe(second === undefined);
        if (second !== undefined) expect(await opens({ by: 'card', text: second })).toBe(true);
        expect(await opens(by(old))).toBe(true);
      },
    );
  });

  test('survives a new secret', async () => {
    const { card } = await vaultOn().makeCard(id, old);
    await vaultOn().setSecret(id, '1', next, by(old));
    expect(await opens({ by: 'card', text: card?.qr ?? '' })).toBe(true);
  });

  test('tries count like any other, but a slip of the pen does not', async () => {
    const { card } = await vaultOn().makeCard(id, old);
    const vault = vaultOn();
    const other = `R1${'0'.repeat(32)}`;
    expect(await vault.unlock(id, { by: 'card', text: 'hola' })).toEqual({ result: 'wrong', waitSeconds: 0 });
    expect((await device.tries()).size).toBe(0);
    const { cardOf } = await import('./card');
    const { qr } = await cardOf(new Uint8Array(16));
    expect(qr.startsWith(other)).toBe(true);
    for (let n = 0; n < 4; n += 1) await vault.unlock(id, { by: 'card', text: qr });
    expect(await vault.unlock(id, { by: 'card', text: card?.qr ?? '' })).toEqual({ result: 'wait', waitSeconds: 5 });
  });
});

describe('behind "otro perfil"', () => {
  const there: Who = { other: 4 };
  const nobody: Who = { other: 9 };

  test('the picture and the secret open it; without hiding they do not', async () => {
    expect(await opens(by(old), there)).toBe(false);
    await device.changeProfile(id, { hidden: true });
    expect([await opens(by(old), there), await opens(by(old), nobody), await opens(by(bad), there)]).toEqual([true, false, false]);
  });

  test('a wrong try answers, waits and stretches the same whether there is one or not', async () => {
    await device.changeProfile(id, { hidden: true });
    const answers = async (who: Who): Promise<readonly [readonly Tried[], number]> => {
      const vault = vaultOn();
      const before = stretches.count;
      const tried: Tried[] = [];
      for (let n = 0; n < 6; n += 1) {
        const { result, ...rest } = await vault.unlock(who, by(bad));
        tried.push({ result, ...rest } as Tried);
      }
      return [tried, stretches.count - before];
    };
    expect(await answers(there)).toEqual(await answers(nobody));
  });

  test('two with one picture each open with their own secret', async () => {
    await device.changeProfile(id, { hidden: true });
    const first = dataKey;
    dataKey = randomBytes(32);
    await put({ id: 'q', hidden: true });
    await vaultOn().setSecret('q' as ProfileId, '1', next, by(old));
    const opened = await vaultOn().unlock(there, by(next));
    expect(opened).toMatchObject({ result: 'ok', profile: 'q', dataKey });
    expect(await vaultOn().unlock(there, by(old))).toMatchObject({ result: 'ok', profile: 'p', dataKey: first });
  });
});

test('nothing of a secret, a card or a data key is in the list of profiles', async () => {
  const { card } = await vaultOn().makeCard(id, old);
  await vaultOn().setSecret(id, '1', next, by(old));
  const text = JSON.stringify(await device.profiles(), (_key, value: unknown) =>
    value instanceof Uint8Array ? hex(value) : value,
  );
  for (const secret of [hex(dataKey), '280914', '3,3,0,15,7', card?.qr.slice(2, 34).toLowerCase() ?? '?', card?.words.es[0] ?? '?'])
    expect(text).not.toContain(secret);
});
