import { thousands } from '../../src/lib/format.ts';
import { Button } from '../kit/button.tsx';

/** A round of a loop that a result is of, from 1, with the ways to others. */
export type RoundShown = {
  loop: string;
  round: number;
  count: number;
  before: string | undefined;
  after: string | undefined;
};

/** The rounds of the loops that the selected step is inside of, outermost first. */
export function Rounds({ rounds }: { rounds: RoundShown[] }) {
  return (
    <>
      {rounds.map(({ loop, round, count, before, after }) => (
        <div class="row small">
          <span class="grow muted">
            {loop}: round {thousands(round)} of {thousands(count)}
          </span>
          {before === undefined ? null : (
            <Button kind="quiet" icon="chevron-left" only={`Round ${round - 1} of ${loop}`} href={before} />
          )}
          {after === undefined ? null : (
            <Button kind="quiet" icon="chevron-right" only={`Round ${round + 1} of ${loop}`} href={after} />
          )}
        </div>
      ))}
    </>
  );
}
