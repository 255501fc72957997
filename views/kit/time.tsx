import { absoluteTime, relativeTime } from '../../src/lib/format.ts';
import { type Instant, now, toIso } from '../../src/lib/time.ts';

type TimeProps = {
  at: Instant;
  /** When the page is made; given by pages that show many times. */
  from?: Instant | undefined;
};

/** When it was or will be: relative in the text, absolute with its zone on hover. */
export function Time({ at, from = now() }: TimeProps) {
  return (
    <time datetime={toIso(at)} title={absoluteTime(at)}>
      {relativeTime(at, from)}
    </time>
  );
}
