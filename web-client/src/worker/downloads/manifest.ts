/**
 * A pack's manifest: which files make the pack, and which file is which lesson.
 *
 * Owns reading it and refusing what is not one. Must not: fetch or store.
 */
export interface PackFile {
  readonly sha256: string;
  readonly size_bytes: number;
  readonly type: string;
}

export interface PackManifest {
  readonly version: string;
  readonly lessons: readonly { readonly id: string; readonly file: string }[];
  readonly files: readonly PackFile[];
}

const SHA256 = /^[0-9a-f]{64}$/;

export function readManifest(value: unknown): PackManifest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, lessons, files } = value as Partial<Record<keyof PackManifest, unknown>>;
  if (typeof version !== 'string' || !Array.isArray(lessons) || !Array.isArray(files)) return undefined;
  if (!files.every(isFile) || !lessons.every(isLesson)) return undefined;
  return { version, lessons, files };
}

export function totalBytes(files: readonly PackFile[]): number {
  return files.reduce((sum, file) => sum + file.size_bytes, 0);
}

function isFile(value: unknown): value is PackFile {
  if (typeof value !== 'object' || value === null) return false;
  const { sha256, size_bytes, type } = value as Partial<Record<keyof PackFile, unknown>>;
  return typeof sha256 === 'string' && SHA256.test(sha256) && Number.isSafeInteger(size_bytes) && typeof type === 'string';
}

function isLesson(value: unknown): value is { id: string; file: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { id, file } = value as { id?: unknown; file?: unknown };
  return typeof id === 'string' && typeof file === 'string' && SHA256.test(file);
}
