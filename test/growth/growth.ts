/**
 * How much one reading may cost before it is looked at whether the cost grows faster than the input: enough that neither
 * the collection of garbage nor a busy machine explains it.
 */
const QUICK_MS = 40;
/** The largest input, in characters or so; smaller ones come first, so that what is slow is found soon. */
const SMALLEST = 8 * 1024;
const LARGEST = 128 * 1024;
const STEEPEST = 1.3;
const TRIES = 20;

/** What reads an input of callers or importers; that it refuses one is as good as that it takes it. */
export type Read = (input: unknown) => unknown;

/** Milliseconds of the processor, not of the clock: other programs on the machine do not count. */
async function cost(read: Read, input: unknown): Promise<number> {
  const before = process.cpuUsage();
  try {
    await read(input);
  } catch {
    // refused: that is an answer as well
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * The power of the input's size that the time grows with, from one size to four times as much; 0 where even the largest
 * input takes next to no time. The least of several tries counts, since collecting garbage takes processor time too.
 */
export async function growth(read: Read, make: (size: number) => unknown): Promise<number> {
  for (let most = SMALLEST; most <= LARGEST; most *= 4) {
    if ((await cost(read, make(most))) < QUICK_MS) continue;
    const power = await powerAt(read, [most / 4, most / 2, most].map(make));
    if (power > STEEPEST) return power;
  }
  return 0;
}

async function powerAt(read: Read, inputs: unknown[]): Promise<number> {
  const least = inputs.map(() => Number.POSITIVE_INFINITY);
  let power = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < TRIES && power > STEEPEST; attempt++) {
    for (const [index, input] of inputs.entries()) {
      // What earlier readers have left behind is not this one's.
      Bun.gc(true);
      least[index] = Math.min(least[index] ?? 0, await cost(read, input));
    }
    const [once = 0, , fourTimes = 0] = least;
    power = fourTimes < QUICK_MS ? 0 : Math.log(fourTimes / Math.max(once, 1)) / Math.log(4);
    // So far from straight that no noise explains it, and dear to try again.
    if (fourTimes > 10 * QUICK_MS && power > 1.6) break;
  }
  return power;
}

/** The shapes on which the time of a reader grows too fast, each with its power. */
export async function steep(
  read: Read,
  shapes: Record<string, (size: number) => unknown>,
): Promise<string[]> {
  const found: string[] = [];
  for (const [name, make] of Object.entries(shapes)) {
    const power = await growth(read, make);
    if (power > STEEPEST) found.push(`${name}: n^${power.toFixed(2)}`);
  }
  return found;
}
