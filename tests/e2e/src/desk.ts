/**
 * A member of staff with a device of her own: signed in, and signing for one learner.
 *
 * Owns what an office page and its worker do, with the built core, storage in memory and real HTTP.
 * Must not know the screens, nor assert what a story is about.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import * as core from '../../../web-client/core/pkg/chaski_core.js';
import type { Server } from './server';

const WASM = new URL('../../../web-client/core/pkg/chaski_core_bg.wasm', import.meta.url);
const MAX_RESPONSE_BYTES = 256 * 1024;
/** What the demonstration's programme pays for labelling since November. */
const PAY = { basis: 'hour', rate: 1650, currency: 'BOB', rounding: 10 };

interface StaffEntry {
  readonly id: string;
  readonly hours: { readonly state: string; readonly answered: boolean; readonly amount?: { readonly amount: number; readonly currency: string } };
  readonly live: readonly { readonly version: string }[];
  readonly answers: readonly { readonly kind: string; readonly text?: string; readonly live: boolean }[];
}

interface StatementShown {
  readonly id: string;
  readonly to: string;
  readonly learners?: readonly { readonly id: string; readonly amount: number; readonly paid_on?: string; readonly not_received: boolean }[];
}

export interface Decided {
  readonly outcome: 'approve' | 'ask' | 'decline';
  readonly reason?: string;
  readonly note?: string;
}

let begun = false;
function begin(): void {
  if (!begun) core.initSync({ module: readFileSync(WASM) });
  begun = true;
}

export class Staff {
  private constructor(
    readonly server: Server,
    readonly cookie: string,
  ) {}

  static async signedIn(server: Server, login = server.sheet.coordinator.login, password = server.sheet.coordinator.password): Promise<Staff> {
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/session`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-chaski': '1' }, body: JSON.stringify({ login, password }),
    });
    if (!answer.ok) throw new Error(`sign-in: ${answer.status}`);
    return new Staff(server, (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '');
  }

  async ask<T>(path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${this.server.port}${path}`, {
      headers: { cookie: this.cookie, 'x-chaski': '1', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Closes what the cohort has not closed yet, up to a day, and gives the statement. */
  async close(cohort: string, to: string): Promise<StatementShown> {
    const before = await this.ask<StatementShown[]>(`/api/cohorts/${cohort}/statements`);
    const last = before.map((each) => each.to).sort().at(-1);
    const from = last === undefined ? `${to.slice(0, 7)}-01` : dayAfter(last);
    return this.ask(`/api/cohorts/${cohort}/statements`, { id: uuid7(), from, to });
  }

  pay(statement: string, day: string, learner: string): Promise<StatementShown> {
    return this.ask(`/api/statements/${statement}/payments`, { day, method: 'efectivo', learners: [learner] });
  }

  statement(id: string): Promise<StatementShown> {
    return this.ask(`/api/statements/${id}`);
  }
}

/** Her device's profile of one learner. */
export class Desk {
  readonly #server: Server;
  readonly #dataKey = randomBytes(32);
  readonly #rows = new Map<string, Uint8Array>();
  readonly #profile: core.Profile;

  private constructor(server: Server, rows: readonly Row[], dataKey: Uint8Array) {
    this.#server = server;
    this.#dataKey.set(dataKey);
    this.#store(rows);
    this.#profile = new core.Profile(this.#dataKey, [...this.#rows].map(([key, bytes]) => ({ key, bytes })), randomBytes(64));
  }

  static async of(staff: Staff, learner: string): Promise<Desk> {
    begin();
    const [device, dataKey] = [randomBytes(32), randomBytes(32)];
    const claim = core.deskClaim(device, learner) as unknown;
    const { learners } = await staff.ask<{ learners: { answer?: string; code?: string }[] }>('/api/desks', { learners: [claim] });
    const answer = learners[0]?.answer;
    if (answer === undefined) throw new Error(`not registered: ${learners[0]?.code}`);
    const rows = core.finishDesk(dataKey, device, learner, Buffer.from(answer, 'hex'), randomBytes(96)) as Row[];
    const desk = new Desk(staff.server, rows, dataKey);
    await desk.sync();
    return desk;
  }

  /** Sends and receives until nothing more is due. */
  async sync(): Promise<void> {
    for (let again = true; again; ) {
      const body = this.#profile.nextRequest(now(), MAX_RESPONSE_BYTES);
      const answer = await fetch(`http://127.0.0.1:${this.#server.port}/api/sync`, {
        method: 'POST', headers: { 'content-type': 'application/cbor' }, body: Buffer.from(body),
      });
      if (!answer.ok) throw new Error(`/api/sync: ${answer.status} ${await answer.text()}`);
      const taken = this.#profile.absorb(new Uint8Array(await answer.arrayBuffer()), now(), now(), randomBytes(256)) as { rows: Row[]; again: boolean };
      this.#store(taken.rows);
      again = taken.again;
    }
  }

  entry(id: string): StaffEntry {
    const { entries } = JSON.parse(this.#profile.staffView()) as { entries: StaffEntry[] };
    const found = entries.find((entry) => entry.id === id);
    if (found === undefined) throw new Error(`no entry ${id} on the desk`);
    return found;
  }

  /** Decides on an entry as this device shows it; the network is not needed. */
  decide(id: string, { outcome, reason, note }: Decided): void {
    const seen = this.entry(id).live.map(({ version }) => version);
    this.#act({
      type: 'decide', entry: id, seen, chosen: seen[0], outcome,
      ...(outcome === 'approve' ? { pay: PAY } : {}), ...(reason === undefined ? {} : { reason }), ...(note === undefined ? {} : { note }),
    });
  }

  /** Enters hours for her from a sheet of paper; gives the entry's id. */
  enter(day: string, minutes: number): string {
    const entry = uuid7();
    this.#act({ type: 'enter_work', entry, fields: { task: 'transcribir', day, minutes }, source: 'paper' });
    return entry;
  }

  #act(action: unknown): void {
    this.#store(this.#profile.actAsStaff(randomUUID(), JSON.stringify(action), now(), randomBytes(64)) as Row[]);
  }

  #store(rows: readonly Row[]): void {
    for (const { key, bytes } of rows) {
      if (bytes === undefined) this.#rows.delete(key);
      else this.#rows.set(key, bytes);
    }
  }
}

interface Row {
  readonly key: string;
  readonly bytes: Uint8Array | undefined;
}

const now = (): number => Math.floor(Date.now() / 1000);

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function uuid7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
