/**
 * Tells without a road what a certificate's link is worth.
 *
 * Owns the list of the programme's issuing keys on this phone, kept from the last time that there
 * was a road, and the call of the core. Must not: judge by itself, or send the link anywhere but where she asks
 * for her own certificate in another form.
 */
import { compileCore } from './compile';
import type { Day, Seconds } from './types';

/** What a programme publishes of its certificates: `GET /api/certificates/issuers`. */
export interface Issuers {
  readonly as_of: Seconds;
  readonly keys: readonly { readonly id: string; readonly public: string; readonly since: Day; readonly until?: Day }[];
  readonly revoked: readonly { readonly mark: string; readonly day: Day }[];
}

export type Worth = 'good' | 'expired' | 'revoked' | 'not_ours' | 'altered' | 'damaged' | 'newer';

export interface Judged {
  readonly worth: Worth;
  /** Absent where nobody vouches for it. */
  readonly name?: string;
  readonly achievement?: string;
  readonly programme?: string;
  readonly day?: Day;
  readonly expires?: Day;
  readonly revokedOn?: Day;
}

const ADDRESS = '/api/certificates/issuers';
/** Public, and no word of any person: the phone's, not a profile's. */
const KEPT_UNDER = 'chaski-issuers';
const TIME_LIMIT_MS = 8_000;

function isList(list: unknown): list is Issuers {
  const it = list as Partial<Issuers> | null;
  return typeof it === 'object' && it !== null && typeof it.as_of === 'number' && Array.isArray(it.keys) && Array.isArray(it.revoked);
}

/** As this phone last heard it. */
export function keptIssuers(): Issuers | undefined {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(KEPT_UNDER) ?? 'null');
    return isList(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

/** The newest that can be had now: asked for where there is a road, else as it was kept. */
export async function newestIssuers(): Promise<Issuers | undefined> {
  try {
    const answer = await fetch(ADDRESS, { signal: AbortSignal.timeout(TIME_LIMIT_MS) });
    const list: unknown = answer.ok ? await answer.json() : undefined;
    if (!isList(list)) return keptIssuers();
    try {
      localStorage.setItem(KEPT_UNDER, JSON.stringify(list));
    } catch {
      // No room, or a private window: it is asked for again the next time.
    }
    return list;
  } catch {
    return keptIssuers();
  }
}

export type Credential =
  | { readonly state: 'here'; readonly text: string }
  /** The office makes none for other platforms, or does not know this certificate. */
  | { readonly state: 'none' }
  | { readonly state: 'no_road' };

/** The certificate of a link as other platforms read it; made by the office. */
export async function credentialOf(link: string): Promise<Credential> {
  try {
    const answer = await fetch('/api/certificates/credential', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ link }),
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    const { credential } = (answer.ok ? await answer.json() : {}) as { readonly credential?: unknown };
    return typeof credential === 'string' ? { state: 'here', text: credential } : { state: 'none' };
  } catch {
    return { state: 'no_road' };
  }
}

/** What the link is worth on this day, by this list. */
export async function judge(link: string, issuers: Issuers, today: Day): Promise<Judged> {
  const [module, { fresh }] = await Promise.all([compileCore(), import('../../core/pkg/fresh.js')]);
  return JSON.parse(fresh(module).judgeLink(link, JSON.stringify(issuers), today)) as Judged;
}
