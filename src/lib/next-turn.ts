/** Lets others have their turn of the loop, between pieces of work that take long together. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
