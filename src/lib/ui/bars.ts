/** How many runs of a day or an hour ended how. */
export type Outcomes = { succeeded: number; failed: number; other: number };

/** A part of a bar: where it begins from above, how high it is, and its tone. */
export type BarPart = { y: number; height: number; tone: 'warn' | 'bad' | undefined };

const ORDER = [
  ['succeeded', undefined, 1.5],
  ['other', 'warn', 2.5],
  ['failed', 'bad', 2.5],
] as const;

export const total = ({ succeeded, failed, other }: Outcomes) => succeeded + failed + other;

/** The parts of one bar from below, of which none that is there is too low to be seen. */
export function barParts(outcomes: Outcomes, most: number, height: number): BarPart[] {
  const unit = most === 0 ? 0 : height / most;
  const parts = ORDER.filter(([key]) => outcomes[key] > 0).map(([key, tone, least]) => ({
    tone,
    height: Math.max(least, outcomes[key] * unit),
  }));
  const over = parts.reduce((sum, part) => sum + part.height, 0) - height;
  const tallest = parts.reduce((tall, part) => Math.max(part.height, tall), 0);
  let top = height;
  return parts.map((part) => {
    const own = over > 0 && part.height === tallest ? part.height - over : part.height;
    top -= own;
    return { tone: part.tone, y: round(top), height: round(own) };
  });
}

/** The distance of the lines behind a chart: a round number, four of which reach above `most`. */
export function roundStep(most: number): number {
  const least = Math.max(1, most / 4);
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 3, 4, 5, 6, 8, 10].find((each) => each * power >= least) ?? 10;
  return factor * power;
}

const round = (value: number) => Math.max(0, Number(value.toFixed(1)));
