/**
 * A disk of a few megabytes for a phone's storage, filled to its last byte at will.
 *
 * Owns mounting it, which only root may. Must not leave it mounted.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BALLAST = 'ballast';

export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Undefined where nobody may mount. */
  static mount(megabytes: number): SmallDisk | undefined {
    const folder = mkdtempSync(join(tmpdir(), 'chaski-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
      return new SmallDisk(folder);
    } catch {
      rmdirSync(folder);
      return undefined;
    }
  }

  /** Where the browser keeps everything. */
  get profile(): string {
    return join(this.folder, 'profile');
  }

  /** Not a byte more fits. */
  fill(): void {
    const file = openSync(join(this.folder, BALLAST), 'a');
    for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 8)) {
      try {
        for (;;) if (writeSync(file, Buffer.alloc(size, 7)) < size) break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
    closeSync(file);
  }

  empty(): void {
    rmSync(join(this.folder, BALLAST), { force: true });
  }

  remove(): void {
    execFileSync('umount', ['-l', this.folder]);
    rmdirSync(this.folder);
  }
}
