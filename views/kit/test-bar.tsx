import type { Child } from 'hono/jsx';
import { Button } from './button.tsx';
import { type Option, Options } from './control.tsx';
import { Csrf } from './csrf.tsx';

type TestBarProps = {
  csrf: string;
  action: string;
  /** What the flow is tried with: the last real payload, a sample, one that is pasted. */
  payloads: Option[];
  payload?: string | undefined;
  /** How the last test went. */
  last?: Child;
  /** The step that is selected, up to which the flow may be run. */
  step?: string | undefined;
};

/** At the foot of the designer: runs the draft, whole or up to the selected step. */
export function TestBar({ csrf, action, payloads, payload, last, step }: TestBarProps) {
  return (
    <form class="row" aria-label="Test" method="post" action={action}>
      <Csrf token={csrf} />
      <select class="auto" name="payload" aria-label="Test with">
        <Options options={payloads} value={payload} />
      </select>
      <span class="grow small muted">
        <span class="wide">{last}</span>
      </span>
      {step === undefined ? null : (
        <Button name="until" value={step} wide>
          Run to here
        </Button>
      )}
      <Button kind="primary" icon="play">
        Run all <kbd class="wide">⌘↵</kbd>
      </Button>
    </form>
  );
}
