/**
 * One thing at a time that the server is asked to do, and what came of it.
 *
 * Owns the waiting and the trouble of a form or a button. Must not: ask again by itself.
 */
import { useState } from 'preact/hooks';
import { asApiError, type ApiError } from '../../api/errors';
import { sessionEnded } from './session';

export interface Attempt {
  readonly working: boolean;
  readonly problem: ApiError | undefined;
  /** Does it, unless something is being done; true when it worked. */
  attempt(work: () => Promise<unknown>): Promise<boolean>;
  forget(): void;
}

export function useAttempt(): Attempt {
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<ApiError | undefined>();
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (working) return false;
    setWorking(true);
    setProblem(undefined);
    try {
      await work();
      setWorking(false);
      return true;
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') sessionEnded();
      setProblem(error);
      setWorking(false);
      return false;
    }
  };
  return { working, problem, attempt, forget: () => setProblem(undefined) };
}
