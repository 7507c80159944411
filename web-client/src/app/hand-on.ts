/**
 * Owns giving a file out of the app's hands: to another app on the phone, or to its own folder.
 *
 * Must not: know what is in it.
 */

export type HandedOn = 'shared' | 'saved' | 'kept_back';

/** Whether the phone has a way to share such a file. */
export function shares(file: File): boolean {
  return typeof navigator.canShare === 'function' && navigator.canShare({ files: [file] });
}

/** By whatever app she chooses; by the folder of downloads where that cannot be. */
export async function share(file: File): Promise<HandedOn> {
  if (!shares(file)) return save(file);
  try {
    await navigator.share({ files: [file] });
    return 'shared';
  } catch (cause) {
    // She thought better of it. Anything else: a phone that says it shares, and does not.
    return cause instanceof DOMException && cause.name === 'AbortError' ? 'kept_back' : save(file);
  }
}

export function save(file: File): HandedOn {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = file.name;
  link.click();
  // The browser reads the file after the click returns.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return 'saved';
}
