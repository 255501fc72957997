import type { StatusState } from '../../src/lib/ui/status-words.ts';
import { stepId } from '../../src/lib/ui/step-name.ts';
import { Lines, type ShownLine } from '../executions/logs.tsx';
import { LargeRequest, RequestNotKept, RequestParts, type ShownCall } from '../executions/request.tsx';
import { type ShownValue, Value } from '../executions/value.tsx';
import { Badge } from '../kit/badge.tsx';
import { Banner } from '../kit/banner.tsx';
import { Status } from '../kit/status.tsx';
import { type RoundShown, Rounds } from './rounds.tsx';

export type LastTest = {
  /** Of the step. */
  number: string;
  /** The whole run, and its id. */
  href: string;
  execution: string;
  isOpen: boolean;
  /** Of the loops around the step. */
  rounds: RoundShown[];
  /** The round that was asked for is not there: this is the last one. */
  isOtherRound?: boolean;
  /** Undefined for a step that it has not come to. */
  result: TestResultShown | undefined;
  /** What the trigger has received, where it is what is looked at. */
  call: ShownCall | 'large' | 'not-kept' | undefined;
  /** What references to it begin with. */
  reference: string;
};

type TestResultShown = {
  path: string;
  state: StatusState;
  took: string | undefined;
  /** The step says something else by now. */
  isChanged: boolean;
  href: string;
  error: string | undefined;
  input: ShownValue;
  output: ShownValue;
  lines: ShownLine[];
  /** By `input` and `output`: where all of it is. */
  more: Record<'input' | 'output', string>;
  download: Record<'input' | 'output', string>;
};

/** What the selected step came to when its flow was tested last. */
export function LastTestSection({ test }: { test: LastTest }) {
  const { number, href, isOpen, rounds, result, call } = test;
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
      {test.isOtherRound ? (
        <p class="small">The round that was chosen is no longer there: this is the last one.</p>
      ) : null}
      <Rounds rounds={rounds} />
      {result === undefined && call === undefined ? (
        <p class="muted">
          {isOpen ? 'The run has not come to this step yet.' : 'The run did not come to this step.'}{' '}
          <a href={href}>The run</a>
        </p>
      ) : null}
      {call === undefined ? null : <Received test={test} call={call} />}
      {result === undefined ? null : <Result result={result} reference={test.reference} />}
    </section>
  );
}

function Received({ test, call }: { test: LastTest; call: NonNullable<LastTest['call']> }) {
  if (call === 'not-kept') return <RequestNotKept />;
  if (call === 'large') return <LargeRequest id={test.execution} />;
  return <RequestParts id={test.execution} call={call} path={test.reference} />;
}

function Result({ result, reference }: { result: TestResultShown; reference: string }) {
  const { error, input, output, lines, more, download } = result;
  return (
    <>
      {error === undefined ? null : <Banner tone="bad">{error}</Banner>}
      {error !== undefined && output.kind === 'none' ? null : (
        <Value
          title="Result"
          shown={output}
          path={reference}
          more={more.output}
          download={download.output}
          none="It has given nothing."
        />
      )}
      <details>
        <summary>What it was given</summary>
        <Value
          title="Input"
          shown={input}
          path=""
          more={more.input}
          download={download.input}
          none="It was given nothing."
        />
      </details>
      {lines.length === 0 ? null : (
        <details>
          <summary>What it has logged</summary>
          <Lines lines={lines} />
        </details>
      )}
    </>
  );
}
