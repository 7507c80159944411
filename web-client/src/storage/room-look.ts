/**
 * Room on the phone, as a page or a service worker can look for it.
 *
 * Owns this one look. Must not: give anything up; a page's worker does (`storage/room.ts`, which
 * says why a full disk must never meet a database). What is written here is never kept.
 */
import { ROOM_BYTES } from './room';

const FILE = 'v';

interface Writable {
  write(bytes: Uint8Array): Promise<void>;
  abort(): Promise<void>;
}

/** For a database, and so many bytes beside it. A doubt is a no: whatever waits here can wait. */
export async function hasRoom(besideBytes = 0): Promise<boolean> {
  try {
    const directory = await navigator.storage.getDirectory();
    const file = await directory.getFileHandle(FILE, { create: true });
    const writable = (await file.createWritable()) as unknown as Writable;
    try {
      await writable.write(new Uint8Array(ROOM_BYTES + besideBytes));
    } finally {
      await writable.abort();
    }
    return true;
  } catch {
    return false;
  }
}
