/**
 * The shell: every file of one version of the app, checked before it counts.
 *
 * Owns installing a version whole or not at all, and finding a file of it. Must not: mix versions;
 * names carry a content hash, so a file found in an older version's cache is the same file.
 *
 * What only the office needs is kept where the office was opened once, and then with every version.
 */

/** Put in by the build (`build/precache.ts`). */
declare const __PRECACHE__: {
  readonly version: string;
  readonly files: readonly ShellFile[];
  /** Path of a page → file that holds it. Longest prefix wins. */
  readonly pages: Readonly<Record<string, string>>;
};

interface ShellFile {
  readonly url: string;
  readonly sha256: string;
  readonly office?: true;
}

/** Once: the build writes the whole list wherever the name stands. */
const precache = __PRECACHE__;
const PREFIX = 'shell-';
const CACHE = PREFIX + precache.version;
/** Where the check of a file is remembered, so that the next version need not fetch it again. */
const SHA_HEADER = 'x-sha256';
const AT_ONCE = 4;
/** In a version's cache: the office was opened in this browser. No file of ours has this name. */
const OFFICE_MARK = '/office-kept';
const OFFICE = '/oficina';

export async function installShell(): Promise<void> {
  const keepsOffice = await isMarked();
  if (keepsOffice) await mark();
  await install(precache.files.filter((file) => file.office !== true || keepsOffice));
}

/** The office was opened here: what it needs is kept from now on. Marked first, for the next version. */
export async function keepOffice(): Promise<void> {
  await mark();
  await install(precache.files.filter((file) => file.office === true));
}

async function mark(): Promise<void> {
  await (await caches.open(CACHE)).put(OFFICE_MARK, new Response());
}

async function isMarked(): Promise<boolean> {
  for (const shell of await openShells()) if ((await shell.match(OFFICE_MARK)) !== undefined) return true;
  return false;
}

async function hasOffice(cache: Cache): Promise<boolean> {
  for (const { url, office } of precache.files) {
    if (office === true && (await cache.match(url)) === undefined) return false;
  }
  return true;
}

async function install(files: readonly ShellFile[]): Promise<void> {
  const older = await openShells();
  const cache = await caches.open(CACHE);
  const queue = [...files];
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      await cache.put(file.url, (await copyOf(file, older)) ?? (await fetched(file)));
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } catch (cause) {
    // Half a version is kept: what was checked is not fetched again. It is not served before it is
    // whole, since this worker only activates after an installation that succeeded.
    queue.length = 0;
    throw cause;
  }
}

/** Keeps the version before as well: a page of it that is still there finds its files. */
export async function removeOldShells(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  for (const name of names.slice(0, -1)) await caches.delete(name);
}

export async function shellResponse(request: Request, path: string): Promise<Response> {
  const url = request.mode === 'navigate' ? pageFor(path) : path;
  const cache = await caches.open(CACHE);
  if (request.mode === 'navigate' && isOffice(path) && !(await hasOffice(cache))) {
    // Of this version not all is here, and the server may have its other files no more.
    const fresh = await fetch(request).catch(() => undefined);
    if (fresh?.ok === true) return fresh;
  }
  const found = await cache.match(url, { ignoreSearch: true });
  if (found !== undefined) return found;
  for (const older of await openShells()) {
    const kept = await older.match(url);
    if (kept !== undefined) return kept;
  }
  // Not ours, or thrown away by the browser: only the network can help.
  return fetch(request);
}

function isOffice(path: string): boolean {
  return path === OFFICE || path.startsWith(`${OFFICE}/`);
}

/** The one file of this version whose address looks so. */
export async function shellFile(name: RegExp): Promise<Response> {
  const file = precache.files.find(({ url }) => name.test(url));
  if (file === undefined) throw new Error(`no ${String(name)} in this version`);
  return shellResponse(new Request(file.url), file.url);
}

function pageFor(path: string): string {
  const { pages } = precache;
  const match = Object.keys(pages)
    .filter((page) => path === page || path.startsWith(page === '/' ? '/' : `${page}/`))
    .sort((a, b) => b.length - a.length)[0];
  return (match === undefined ? undefined : pages[match]) ?? path;
}

async function openShells(): Promise<readonly Cache[]> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  return Promise.all(names.reverse().map((name) => caches.open(name)));
}

async function copyOf(file: ShellFile, shells: readonly Cache[]): Promise<Response | undefined> {
  for (const shell of shells) {
    const found = await shell.match(file.url);
    if (found?.headers.get(SHA_HEADER) === file.sha256) return found;
  }
  return undefined;
}

async function fetched(file: ShellFile): Promise<Response> {
  const response = await fetch(file.url, { cache: 'no-cache', credentials: 'omit' });
  if (!response.ok) throw new Error(`${file.url}: ${response.status}`);
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (sha256 !== file.sha256) throw new Error(`${file.url}: not the file of this version`);
  // A response made anew: one that was redirected may not answer a navigation. Its headers stay,
  // the content security policy among them, except those of the transfer.
  const headers = new Headers(response.headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name);
  headers.set(SHA_HEADER, file.sha256);
  return new Response(bytes, { headers });
}
