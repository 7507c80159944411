/**
 * A stand-in for the wasm core and for a server that speaks with it, for tests of what is around them.
 *
 * Owns just enough behaviour to see whether anything is lost, doubled or sent too early: records are
 * plain JSON, "sealing" is a one-byte mark. Must not: be imported by anything but tests.
 */
import type { Absorbed, Core, CoreProfile, Row } from './core';

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes)) as unknown;

export class CoreRefusal extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

interface Kept {
  readonly json: string;
  sent: boolean;
}

/** How often a secret was stretched. */
export const stretches = { count: 0 };

/** The next call on a profile traps, as a panic in wasm does. */
export const trap = { next: false };

export const doubleCore: Core = {
  beginEnrolment(code, _dataKey, random) {
    const key = random[0] ?? 0;
    return { request: encode({ code, key }), rows: [{ key: 'w', bytes: encode({ key }) }] };
  },
  finishEnrolment(_dataKey, rows, response) {
    const writer = rows.find((row) => row.key === 'w')?.bytes;
    const answer = parseAnswer(response) as { learner?: string; key?: number };
    if (writer === undefined || answer.learner === undefined) throw new CoreRefusal('unreadable');
    if ((decode(writer) as { key: number }).key !== answer.key) throw new CoreRefusal('unreadable');
    return { rows: [{ key: 'l', bytes: encode(answer.learner) }], learner: answer.learner };
  },
  openProfile(_dataKey, rows) {
    return new DoubleProfile(rows);
  },
  // Its profiles do not travel while they are locked: they have no pass.
  openLocked() {
    throw new CoreRefusal('storage_damaged');
  },
  beginRecovery() {
    throw new CoreRefusal('storage_damaged');
  },
  kitHolders: () => [],
  writeBundle: () => ({ text: '', pieces: 0 }),
  readCourier: () => [],
  // Quick, and different for every secret and salt; not hard to turn back.
  stretch(secret, salt) {
    stretches.count += 1;
    const out = new Uint8Array(32);
    [...secret, 0, ...salt].forEach((byte, at) => {
      for (let n = 0; n < out.length; n += 1) out[n] = ((out[n] ?? 0) * 31 + byte * (n + 7) + at) & 0xff;
    });
    return out;
  },
};

class DoubleProfile implements CoreProfile {
  readonly #learner: string;
  readonly #kept = new Map<string, Kept>();
  readonly #drafts = new Map<string, string>();

  constructor(rows: readonly Row[]) {
    const learner = rows.find((row) => row.key === 'l')?.bytes;
    if (learner === undefined) throw new CoreRefusal('storage_damaged');
    this.#learner = decode(learner) as string;
    for (const row of rows) {
      if (row.bytes === undefined) continue;
      if (row.key.startsWith('a:')) this.#kept.set(row.key.slice(2), decode(row.bytes) as Kept);
      if (row.key.startsWith('d:')) this.#drafts.set(row.key.slice(2), decode(row.bytes) as string);
    }
  }

  settle(): Row[] {
    return [];
  }

  openPass(): undefined {
    return undefined;
  }

  view(): string {
    const actions = [...this.#kept.values()].map((kept) => JSON.parse(kept.json) as unknown);
    return JSON.stringify({ unsent: this.unsent(), actions });
  }

  act(actionId: string, json: string): Row[] {
    if (trap.next) {
      trap.next = false;
      throw new WebAssembly.RuntimeError('unreachable');
    }
    if (this.#kept.has(actionId)) return [];
    const kept: Kept = { json, sent: false };
    this.#kept.set(actionId, kept);
    return [{ key: `a:${actionId}`, bytes: encode(kept) }];
  }

  putDraft(name: string, json: string): Row[] {
    this.#drafts.set(name, json);
    return [{ key: `d:${name}`, bytes: encode(json) }];
  }

  draft(name: string): string | undefined {
    return this.#drafts.get(name);
  }

  nextRequest(): Uint8Array {
    const unsent = [...this.#kept].filter(([, kept]) => !kept.sent).map(([id]) => id);
    return encode({ learner: this.#learner, unsent });
  }

  absorb(response: Uint8Array): Absorbed {
    const { got, again = false, unknown, erased, others } = parseAnswer(response) as {
      got?: string[]; again?: boolean; unknown?: boolean; erased?: boolean; others?: boolean;
    };
    if (erased === true) throw new CoreRefusal('erased');
    if (unknown === true) throw new CoreRefusal('unknown_token');
    if (got === undefined) throw new CoreRefusal('unreadable');
    const rows: Row[] = [];
    for (const id of got) {
      const kept = this.#kept.get(id);
      if (kept === undefined) continue;
      kept.sent = true;
      rows.push({ key: `a:${id}`, bytes: encode(kept) });
    }
    return { rows, again, catalogueVersion: '1', clockOffsetSeconds: 0, unknownWriters: others === true };
  }

  returnRequest(): Uint8Array {
    return encode({ returns: this.#learner });
  }

  doubtBackups(): Row[] {
    return [];
  }

  readReturn(response: Uint8Array): { word: string; rows: Row[] } {
    const { word } = parseAnswer(response) as { word?: string };
    if (word === undefined) throw new CoreRefusal('answer_not_believed');
    return { word, rows: [] };
  }

  unsent(): number {
    return [...this.#kept.values()].filter((kept) => !kept.sent).length;
  }

  allArrived(): boolean {
    return this.#kept.size > 0 && this.unsent() === 0;
  }

  backedUp(): boolean {
    return this.allArrived();
  }

  holdersQuestion(): Uint8Array {
    return encode({ learner: this.#learner });
  }

  readHolders(): string[] {
    return [];
  }

  makeRecovery(): never {
    throw new CoreRefusal('answer_not_believed');
  }

  changes(): number {
    return this.#kept.size;
  }

  changesOfOthers(): number {
    return 0;
  }

  learner(): string {
    return this.#learner;
  }

  free(): void {}
}

function parseAnswer(bytes: Uint8Array): unknown {
  try {
    return decode(bytes);
  } catch {
    throw new CoreRefusal('unreadable');
  }
}

/** A server of the double's own wire. `cut` loses that many answers after the work was done. */
export class DoubleServer {
  readonly codes = new Map<string, { learner: string; key?: number }>();
  readonly received: string[] = [];
  cut = 0;
  down = false;
  /** Does not know whoever comes until she says who she is; then it answers so. */
  forgot: 'known' | 'erased' | 'no_such_learner' | 'not_entitled' | undefined;
  /** Answers instead of the real one, once each. */
  readonly instead: Response[] = [];

  readonly fetch = async (path: string, init?: RequestInit): Promise<Response> => {
    if (this.down) throw new TypeError('failed to fetch');
    const body = decode(init?.body as Uint8Array) as { code: string; key: number; unsent: string[] };
    const response = this.instead.shift() ?? this.#answer(path, body);
    if (this.cut > 0) {
      this.cut -= 1;
      throw new TypeError('connection reset');
    }
    return response;
  };

  #answer(path: string, body: { code: string; key: number; unsent: string[] }): Response {
    if (path === '/api/enrol') return this.#enrol(body);
    if (path !== '/api/return') return this.forgot === undefined ? this.#sync(body) : cbor({ unknown: true });
    const word = this.forgot ?? 'known';
    if (word === 'known') this.forgot = undefined;
    return cbor({ word });
  }

  #enrol({ code, key }: { code: string; key: number }): Response {
    const known = this.codes.get(code);
    if (known === undefined || (known.key !== undefined && known.key !== key)) return refusal(404, 'code_unknown');
    known.key = key;
    return cbor({ learner: known.learner, key });
  }

  #sync({ unsent }: { unsent: string[] }): Response {
    this.received.push(...unsent);
    return cbor({ got: unsent });
  }
}

export function cbor(value: unknown): Response {
  return new Response(encode(value) as Uint8Array<ArrayBuffer>, { headers: { 'content-type': 'application/cbor' } });
}

export function refusal(status: number, code: string, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ code }), { status, headers: { 'content-type': 'application/json', ...headers } });
}
