/**
 * A name that one tab holds: whoever takes it last has it.
 *
 * Owns the use of Web Locks for this. They give an orderly handing over; what keeps a desk whole
 * should two tabs ever believe that they hold it is the fence in its database.
 */
export async function holdInThisTab(locks: LockManager, name: string, onLost: () => void): Promise<() => void> {
  return new Promise((resolve, reject) => {
    let release: (() => void) | undefined;
    locks
      .request(name, { steal: true }, () => {
        const held = new Promise<void>((done) => {
          release = done;
        });
        resolve(() => {
          const done = release;
          release = undefined;
          done?.();
        });
        return held;
      })
      .catch((cause: unknown) => {
        if (release === undefined) reject(cause as Error);
        else onLost();
      });
  });
}
