/**
 * A holder's part in the centre's recovery key, in her own browser: her paper, and her answer to a
 * phone that asks.
 *
 * Owns the way to the core for these. Must not: keep the paper's bits, or send them anywhere; the
 * server gets a public key and sealed boxes.
 */
import { fresh } from '../../core/pkg/fresh.js';
import { hex, randomBytes } from '../storage/keys';
import { cardOf, readCard } from '../worker/card';
import { compileCore } from './compile';
import type { Card } from './types';

const PAPER_BYTES = 16;

export interface Paper {
  readonly shown: Card;
  /** What the server is told: 64 hex digits. */
  readonly public: string;
}

/** What she sees of a request. */
export interface Request {
  readonly code: string;
  readonly learner: string;
  readonly part: string;
  readonly ephemeral: string;
}

export type PaperTrouble =
  | 'no_paper' // not twelve words, or mistyped
  | 'other_paper' // another's, or one from before
  | 'other_code'; // what the server shows is not what the phone asks

export class PaperError extends Error {
  constructor(readonly code: PaperTrouble) {
    super(code);
  }
}

export async function makePaper(): Promise<Paper> {
  const core = fresh(await compileCore());
  const bits = randomBytes(PAPER_BYTES);
  const paper = { shown: await cardOf(bits, 'R2'), public: hex(core.holderPublic(bits)) };
  bits.fill(0);
  return paper;
}

/** Her answer, sealed to the phone: hex. */
export async function answerOf(paper: string, { code, learner, part, ephemeral }: Request): Promise<string> {
  const bits = await readCard(paper, 'R2');
  if (bits === undefined) throw new PaperError('no_paper');
  const core = fresh(await compileCore());
  try {
    return hex(core.holderAnswer(bits, learner, code, bytes(part), bytes(ephemeral), randomBytes(32)));
  } catch (cause) {
    const trouble = (cause as { code?: unknown }).code;
    if (trouble === 'other_paper' || trouble === 'other_code') throw new PaperError(trouble);
    throw cause;
  } finally {
    bits.fill(0);
  }
}

const bytes = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
