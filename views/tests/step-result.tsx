import type { StatusState } from '../../src/lib/ui/status-words.ts';
import { stepId } from '../../src/lib/ui/step-name.ts';
import { Status } from '../kit/status.tsx';

export type StepResultShown = { state: StatusState; took: string | undefined; isChanged: boolean };

/** On the card of a step: how it went when its flow was tested last. */
export function StepResult({ number, result }: { number: string; result: StepResultShown | undefined }) {
  return (
    <span class="row small" id={stepId('test-of', number)}>
      {result === undefined ? null : (
        <>
          {result.took === undefined ? null : <span class="muted wide">{result.took}</span>}
          {result.isChanged ? <span class="muted wide">changed since</span> : null}
          <Status state={result.state} bare />
        </>
      )}
    </span>
  );
}
