import type { StatusState } from '../../src/lib/ui/status-words.ts';
import { stepId } from '../../src/lib/ui/step-name.ts';
import { type ShownValue, Value } from '../executions/value.tsx';
import { Badge } from '../kit/badge.tsx';
import { Banner } from '../kit/banner.tsx';
import { Status } from '../kit/status.tsx';

export type LastTest = {
  /** Of the step. */
  number: string;
  /** The whole run. */
  href: string;
  isOpen: boolean;
  /** Undefined for a step that it has not come to. */
  result:
    | {
        state: StatusState;
        took: string | undefined;
        /** The step says something else by now. */
        isChanged: boolean;
        href: string;
        error: string | undefined;
        output: ShownValue;
        reference: string;
        more: string;
        download: string;
      }
    | undefined;
};

/** What the selected step came to when its flow was tested last. */
export function LastTestSection({ test }: { test: LastTest }) {
  const { number, href, isOpen, result } = test;
  return (
    <section class="stack" aria-label="Last test" id={stepId('last-test', number)}>
      <div class="row">
        <h3 class="grow">Last test</h3>
        {result === undefined ? null : (
          <>
            {result.isChanged ? <Badge tone="warn">changed since</Badge> : null}
            <a href={result.href}>
              <Status state={result.state} />
            </a>
            <span class="muted small">{result.took}</span>
          </>
        )}
      </div>
      {result === undefined ? (
        <p class="muted">
          {isOpen ? 'The run has not come to this step yet.' : 'The run did not come to this step.'}{' '}
          <a href={href}>The run</a>
        </p>
      ) : null}
      {result?.error === undefined ? null : <Banner tone="bad">{result.error}</Banner>}
      {result === undefined || (result.error !== undefined && result.output.kind === 'none') ? null : (
        <Value
          title="Result"
          shown={result.output}
          path={result.reference}
          more={result.more}
          download={result.download}
          none="It has given nothing."
        />
      )}
    </section>
  );
}
