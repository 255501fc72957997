/** Does what has the same key one after the other, whatever became of the one before. */
export type OneByOne = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** With nothing to do yet. */
export function createOneByOne(): OneByOne {
  const last = new Map<string, Promise<unknown>>();
  return <T>(key: string, work: () => Promise<T>) => {
    const before = last.get(key) ?? Promise.resolve();
    const own = before.then(work, work);
    last.set(key, own);
    const forget = () => {
      if (last.get(key) === own) last.delete(key);
    };
    own.then(forget, forget);
    return own;
  };
}
