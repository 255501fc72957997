import type { PropsWithChildren } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';

type ReplayFormProps = PropsWithChildren<{
  csrf: string;
  id: string;
  from: 'start' | 'failed-step' | { step: string };
  version?: 'original' | 'current';
}>;

/** Replays an execution at the press of what is in it. */
export function ReplayForm({ csrf, id, from, version = 'original', children }: ReplayFormProps) {
  return (
    <form method="post" action={links.executionReplays(id)}>
      <Csrf token={csrf} />
      {typeof from === 'string' ? (
        <input type="hidden" name="from" value={from} />
      ) : (
        <input type="hidden" name="step" value={from.step} />
      )}
      <input type="hidden" name="version" value={version} />
      {children}
    </form>
  );
}

type FromHereProps = { csrf: string; id: string; path: string; version: number; current: number };

/** Runs an execution again from the selected step. */
export function ReplayFromHere({ csrf, id, path, version, current }: FromHereProps) {
  const from = { step: path };
  return (
    <div class="row">
      <ReplayForm csrf={csrf} id={id} from={from}>
        <Button icon="step-forward">
          {current === version ? 'Replay from here' : `Replay from here, with v${version}`}
        </Button>
      </ReplayForm>
      {current === version ? null : (
        <ReplayForm csrf={csrf} id={id} from={from} version="current">
          <Button>With v{current}</Button>
        </ReplayForm>
      )}
    </div>
  );
}
