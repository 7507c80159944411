// A phone without a browser: the built core, storage in memory, real HTTP.
//
// Owns what the worker owns on a real phone. Must not know what a request holds.
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import * as core from '../../web-client/core/pkg/chaski_core.js';

core.initSync({
  module: readFileSync(new URL('../../web-client/core/pkg/chaski_core_bg.wasm', import.meta.url)),
});

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const NOTES = ['grupo de la mañana', 'fotos del mercado', 'carpeta siete y ocho', 'faltó internet hoy', 'con Rosa y Elena'];
const MAX_RESPONSE_BYTES = 256 * 1024;

export class Phone {
  #address;
  #dataKey = randomBytes(32);
  #rows = new Map();
  #profile;
  #lessons = 0;
  #works = 0;
  recorded = 0;

  static async enrol(address, code) {
    const phone = new Phone();
    phone.#address = address;
    const { request, rows } = core.beginEnrolment(code, phone.#dataKey, randomBytes(96));
    phone.#store(rows);
    const answer = await phone.#post('/api/enrol', request);
    const finished = core.finishEnrolment(phone.#dataKey, phone.#all(), answer, now(), randomBytes(64));
    phone.#store(finished.rows);
    phone.restart();
    return phone;
  }

  /** A new app start, from storage. */
  restart() {
    this.#profile?.free();
    this.#profile = new core.Profile(this.#dataKey, this.#all(), randomBytes(64));
  }

  /** Lesson events in the order of a lesson (page, quiz, end), and work entries with notes. */
  async record({ lessons, work }) {
    for (let i = 0; i < lessons; i++) this.#act(this.#lessonEvent());
    for (let i = 0; i < work; i++) this.#act(this.#workEntry());
  }

  async sync() {
    const request = this.#profile.nextRequest(now(), MAX_RESPONSE_BYTES);
    const answer = await this.#post('/api/sync', request);
    const taken = this.#profile.absorb(answer, now(), now(), randomBytes(256));
    this.#store(taken.rows);
    return request;
  }

  async syncUntilAllArrived() {
    for (let round = 0; round < 10; round++) {
      await this.sync();
      if (this.unsent() === 0) return;
    }
    throw new Error(`${this.unsent()} records never arrived`);
  }

  unsent() {
    return this.#profile.unsent();
  }

  #lessonEvent() {
    const index = this.#lessons++;
    const lesson = lessonId(Math.floor(index / 3));
    const seconds = 60 + ((index * 37) % 240);
    const step = index % 3;
    if (step === 0) return { type: 'lesson_place', lesson, place: 1, seconds };
    if (step === 1) return { type: 'lesson_quiz', lesson, place: 3, seconds, scorePercent: 50 + (index % 51) };
    return { type: 'lesson_done', lesson, place: 3, seconds };
  }

  #workEntry() {
    const index = this.#works++;
    return {
      type: 'work_add',
      entry: uuid7(),
      fields: {
        task: 'etiquetar',
        day: `2026-11-${String(1 + (index % 20)).padStart(2, '0')}`,
        minutes: 15 * (1 + (index % 16)),
        note: NOTES[index % NOTES.length],
      },
    };
  }

  #act(action) {
    this.#store(this.#profile.act(randomUUID(), JSON.stringify(action), now(), randomBytes(64)));
    this.recorded++;
  }

  #all() {
    return [...this.#rows].map(([key, bytes]) => ({ key, bytes }));
  }

  #store(rows) {
    for (const { key, bytes } of rows) {
      if (bytes === undefined) this.#rows.delete(key);
      else this.#rows.set(key, bytes);
    }
  }

  async #post(path, body) {
    const answer = await fetch(`http://${this.#address.host}:${this.#address.port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/cbor' },
      body,
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${new TextDecoder().decode(bytes)}`);
    return bytes;
  }
}

/** Time passes between actions: the difference is on the wire. */
let elapsed = 0;
function now() {
  elapsed += 45;
  return Math.floor(Date.now() / 1000) - 86_400 + elapsed;
}

/** Eight characters, as the importer makes them: no two alike, nothing to compress. */
function lessonId(index) {
  let value = (BigInt(index) * 0x9e3779b97f4a7c15n) & 0xffffffffffn;
  let text = '';
  for (let i = 0; i < 8; i++, value >>= 5n) text += BASE32[Number(value & 31n)];
  return text;
}

function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
