/**
 * Owns the made-up engine's surveys and conversation.
 *
 * Must not: reach a learner's phone (see `fake.ts`).
 */
import type { Action, RecordView, Seconds } from './types';

export type Talked = Pick<RecordView, 'surveys' | 'messages'>;

/** What was said before, and this. */
export function talkedOf(before: Talked, action: Extract<Action, { type: 'survey' | 'message' }>, at: Seconds): Talked {
  if (action.type === 'message') {
    const said = { id: action.message, text: action.text, hers: true, mine: true, at, held: 'phone' } as const;
    return { ...before, messages: [...(before.messages ?? []), said] };
  }
  const open = action.answers.filter(({ sensitive }) => !sensitive).map(({ question, sensitive: _, ...said }) => [question, said]);
  const answers = { ...before.surveys?.[action.survey]?.answers, ...Object.fromEntries(open) };
  return { ...before, surveys: { ...before.surveys, [action.survey]: { day: action.day, answers, sealed: action.sensitive, hers: true } } };
}
