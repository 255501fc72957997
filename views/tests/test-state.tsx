import { links } from '../../src/lib/links.ts';
import type { StatusState } from '../../src/lib/ui/status-words.ts';
import { Status } from '../kit/status.tsx';

export type TestState = {
  execution: string;
  status: StatusState;
  took: string | undefined;
};

/** How the latest test of a flow goes, with the way to it. */
export function TestStateText({ test }: { test: TestState | undefined }) {
  return (
    <span id="test-state" aria-live="polite">
      {test === undefined ? null : (
        <>
          <a href={links.execution(test.execution)}>
            <Status state={test.status} />
          </a>{' '}
          {test.took}
        </>
      )}
    </span>
  );
}
