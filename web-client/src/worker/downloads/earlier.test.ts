/** Versions of the programme beside each other on one phone, with and without a road. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Catalogue, EngineEvent } from '../../engine/types';
import { DeviceDatabase } from '../../storage/device-database';
import { CatalogueKeeper } from './catalogue';

globalThis.IDBKeyRange ??= IDBKeyRange;

const catalogue = (version: number, title: string, others?: Record<string, string>): Catalogue => ({
  programme: { id: 'x', title: { es: title } }, version, courses: [], tasks: [], ...(others === undefined ? {} : { others }),
});

let device: DeviceDatabase;
let office: Map<string, Catalogue>;
let asked: string[];
let told: [number | undefined, string][];

beforeEach(() => {
  device = new DeviceDatabase(new IDBFactory());
  office = new Map();
  asked = [];
  told = [];
});

const begin = async (): Promise<CatalogueKeeper> => {
  const keeper = new CatalogueKeeper({
    device,
    fetch: async (path) => {
      asked.push(path);
      const found = office.get(path);
      if (found === undefined) throw new TypeError('failed to fetch');
      return new Response(JSON.stringify(found), { headers: { etag: JSON.stringify(found) } });
    },
    emit: (event: EngineEvent) => {
      if (event.type === 'catalogue') told.push([undefined, event.catalogue.programme.title['es'] ?? '']);
      if (event.type === 'earlier_catalogue') told.push([event.version, event.catalogue.programme.title['es'] ?? '']);
    },
    onCatalogue: () => undefined,
  });
  await keeper.begin();
  return keeper;
};

test('what was in force stays here for whoever goes by it, without being asked for', async () => {
  office.set('/api/catalogue', catalogue(1, 'uno'));
  const keeper = await begin();
  office.set('/api/catalogue', catalogue(2, 'dos', { 1: 'aa' }));
  await keeper.seen('b');
  await vi.waitFor(() => expect(told).toContainEqual([1, 'uno']));
  expect(asked).toEqual(['/api/catalogue', '/api/catalogue']);

  // After a restart without a road it is shown from the phone.
  office.clear();
  told = [];
  const again = await begin();
  await again.want(1);
  expect(told).toEqual([[undefined, 'dos'], [1, 'uno']]);
});

test('a phone that never had it fetches it, and again only when the office has another', async () => {
  office.set('/api/catalogue', catalogue(2, 'dos', { 1: 'aa' }));
  office.set('/api/catalogue/1', catalogue(1, 'uno'));
  const keeper = await begin();
  await keeper.want(1);
  await keeper.want(1);
  await keeper.want(undefined);
  expect(asked).toEqual(['/api/catalogue', '/api/catalogue/1']);
  expect(told.at(-1)).toEqual([1, 'uno']);
  // A pack of it changed: the one in force names another hash.
  office.set('/api/catalogue', catalogue(2, 'dos', { 1: 'bb' }));
  office.set('/api/catalogue/1', catalogue(1, 'uno, otra vez'));
  await keeper.seen('c');
  await vi.waitFor(() => expect(told.at(-1)).toEqual([1, 'uno, otra vez']));
  await keeper.want(2);
  expect(asked.filter((path) => path !== '/api/catalogue')).toEqual(['/api/catalogue/1', '/api/catalogue/1']);
});

test('another page in its place, or another version, is not taken', async () => {
  office.set('/api/catalogue', catalogue(2, 'dos', { 1: 'aa' }));
  office.set('/api/catalogue/1', catalogue(3, 'tres'));
  const keeper = await begin();
  await keeper.want(1);
  expect(told).toEqual([[undefined, 'dos']]);
});
