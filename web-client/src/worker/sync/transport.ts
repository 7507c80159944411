/**
 * One POST to this origin, with a limit on time and on bytes.
 *
 * Owns the three ways in which it can end. Must not: retry, or understand the body.
 */
export type Reply =
  | { readonly kind: 'body'; readonly bytes: Uint8Array }
  /** The server answered, and would not do it. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly retryAfterSeconds?: number }
  /** No answer that is the server's: no network, a cut, a captive portal, a server in trouble. */
  | { readonly kind: 'unreachable'; readonly reached: boolean; readonly retryAfterSeconds?: number };

export interface Limits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
  /** What goes and what comes; CBOR unless said otherwise. */
  readonly type?: 'application/cbor' | 'text/plain';
}

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** An error body is a code and a sentence for the log; more is not read. */
const MAX_ERROR_BYTES = 4_096;

export async function postBytes(fetch: Fetch, path: string, body: Uint8Array, limits: Limits): Promise<Reply> {
  const abort = new AbortController();
  const { type = 'application/cbor' } = limits;
  const stop = (): void => abort.abort();
  const timer = setTimeout(stop, limits.timeoutMs);
  limits.signal?.addEventListener('abort', stop);
  if (limits.signal?.aborted === true) stop();
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': type },
      body: body.slice(),
      // A profile proves itself inside the body; a coordinator's cookie has no business here.
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: abort.signal,
    });
    if (response.ok) {
      if (!isOurs(response, type)) return { kind: 'unreachable', reached: false };
      return { kind: 'body', bytes: await readUpTo(response, limits.maxBytes) };
    }
    return await readRefusal(response);
  } catch {
    return { kind: 'unreachable', reached: false };
  } finally {
    clearTimeout(timer);
    limits.signal?.removeEventListener('abort', stop);
    abort.abort(); // lets go of a body that was not read to its end
  }
}

async function readRefusal(response: Response): Promise<Reply> {
  const retryAfterSeconds = readRetryAfter(response.headers.get('retry-after'));
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  // A gateway's own page, or a server in trouble: nothing was said about this request.
  if (response.status >= 500 || !isOurs(response, 'application/json')) {
    return { kind: 'unreachable', reached: true, ...wait };
  }
  const text = new TextDecoder().decode(await readUpTo(response, MAX_ERROR_BYTES));
  const code = (JSON.parse(text) as { code?: unknown }).code;
  return { kind: 'refused', status: response.status, code: typeof code === 'string' ? code : 'unknown', ...wait };
}

function isOurs(response: Response, type: string): boolean {
  return (response.headers.get('content-type') ?? '').startsWith(type);
}

export async function readUpTo(response: Response, maxBytes: number, onBytes?: (count: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) throw new Error('body too large');
  const reader = response.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > maxBytes) throw new Error('body too large');
    parts.push(value);
    onBytes?.(value.length);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Seconds or an HTTP date; anything else is as if it were not there. */
export function readRetryAfter(header: string | null, nowMs: number = Date.now()): number | undefined {
  if (header === null || !/^\d+$|GMT$/.test(header)) return undefined;
  const seconds = header.endsWith('GMT') ? (Date.parse(header) - nowMs) / 1000 : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
