/**
 * How much one reading may cost before it is looked at whether the cost grows faster than the input: what is quicker on
 * the largest input does no harm.
 */
const QUICK_MS = 10;
/** The inputs in characters or so, the smallest first: what is steep is found before it takes long. */
const SMALLEST = 4 * 1024;
const LARGEST = 64 * 1024;
const STEEPEST = 1.3;
const TRIES = 5;

/** What reads an input of callers or importers; that it refuses one is as good as that it takes it. */
export type Read = (input: unknown) => unknown;
/** Something to read of about so many characters. */
export type Shapes = Record<string, (size: number) => unknown>;

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

/** Shapes that remember what they have made, since one reader after another is given the same. */
export function remembered(shapes: Shapes): Shapes {
  const kept = (make: Shapes[string]): Shapes[string] => {
    const made = new Map<number, unknown>();
    return (size) => {
      if (!made.has(size)) made.set(size, make(size));
      return made.get(size);
    };
  };
  return Object.fromEntries(Object.entries(shapes).map(([name, make]) => [name, kept(make)]));
}

/**
 * The power of the input's size that the time grows with, from one size to four times as much; 0 where even the largest
 * input takes next to no time. The first size that takes some tells; what seems steep is measured again on up to eight times as much before it
 * counts.
 */
export async function growth(read: Read, make: Shapes[string], largest = LARGEST): Promise<number> {
  for (let most = SMALLEST; most <= largest; most *= 4) {
    const whole = await cost(read, make(most));
    if (whole < QUICK_MS) continue;
    // Mostly this says already that it is straight: the whole came first, and so has the cost of beginning.
    let power = over(await cost(read, make(most / 4)), whole, 4);
    if (power > STEEPEST) power = await powerAt(read, make, most);
    for (let larger = 2; power > STEEPEST && larger <= 8; larger *= 2)
      power = Math.min(power, await powerAt(read, make, most * larger));
    // Where it hardly grows, something else took the time: a larger input tells.
    if (power > 0.5) return power;
  }
  return 0;
}

async function powerAt(read: Read, make: Shapes[string], most: number): Promise<number> {
  const inputs = [most / 4, most / 2, most].map(make);
  const least = inputs.map(() => Number.POSITIVE_INFINITY);
  let power = Number.POSITIVE_INFINITY;
  // The least of several tries counts: to compile code and to collect garbage takes the processor's time too.
  for (let attempt = 0; attempt < TRIES && power > STEEPEST; attempt++) {
    // What earlier readers have left behind is not this one's.
    if (attempt > 0) Bun.gc(true);
    for (const [index, input] of inputs.entries())
      least[index] = Math.min(least[index] ?? 0, await cost(read, input));
    power = powerOf(least);
    // So far from straight that no noise explains it, and dear to try again.
    if ((least[2] ?? 0) > 20 * QUICK_MS && power > 1.6) break;
  }
  return power;
}

/** From once to four times as much, and from twice: a jump between two sizes is no growth. Straight where it is quick. */
function powerOf([once = 0, twice = 0, fourTimes = 0]: number[]): number {
  if (fourTimes < QUICK_MS) return 0;
  return Math.min(over(once, fourTimes, 4), over(twice, fourTimes, 2));
}

function over(less: number, more: number, times: number): number {
  return Math.log(more / Math.max(less, 0.1)) / Math.log(times);
}

/** The shapes on which the time of a reader grows too fast, each with its power. */
export async function steep(read: Read, shapes: Shapes, largest = LARGEST): Promise<string[]> {
  const found: string[] = [];
  for (const [name, make] of Object.entries(shapes)) {
    const power = await growth(read, make, largest);
    if (power > STEEPEST) found.push(`${name}: n^${power.toFixed(2)}`);
  }
  return found;
}
