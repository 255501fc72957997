import type { Instant } from '../../src/lib/time.ts';
import { Time } from '../kit/time.tsx';

export type LastRun = { status: string; endedAt: Instant; failures: number };

/** How it went last, in words. */
export function LastRunWords({ last }: { last: LastRun | undefined }) {
  if (last === undefined) return <>Nothing has happened yet</>;
  const when = <Time at={last.endedAt} />;
  if (last.status === 'failed' && last.failures > 1)
    return (
      <>
        Failed {last.failures} times in a row, last {when}
      </>
    );
  if (last.status === 'failed') return <>Failed {when}</>;
  if (last.status === 'succeeded') return <>Worked {when}</>;
  return <>Stopped {when}</>;
}
