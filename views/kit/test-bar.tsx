import type { Child } from 'hono/jsx';
import { Button } from './button.tsx';
import { type Option, Options } from './control.tsx';
import { Csrf } from './csrf.tsx';

type TestBarProps = {
  csrf: string;
  action: string;
  /** Key of the flow that is tested. */
  flow: string;
  /** What it is tried with: the last real payload, a sample, one that is typed. */
  payloads: Option[];
  payload?: string | undefined;
  /** How the last test went. */
  last?: Child;
  /** Key of the step that is selected, up to which the flow may be run. */
  step?: string | undefined;
};

/** At the foot of the designer: runs the draft, whole or up to the selected step. */
export function TestBar({ csrf, action, flow, payloads, payload, last, step }: TestBarProps) {
  return (
    <form class="row" aria-label="Test" method="post" action={action} id="test-bar">
      <Csrf token={csrf} />
      <input type="hidden" name="flow" value={flow} />
      {step === undefined ? null : <input type="hidden" name="step" value={step} />}
      <select class="auto" name="payload" aria-label="Test with">
        <Options options={payloads} value={payload} />
      </select>
      <span class="grow small muted">{last}</span>
      {step === undefined ? null : (
        <Button name="until" value={step} wide data-key="Mod+Shift+Enter">
          Run to here
        </Button>
      )}
      <Button kind="primary" icon="play" data-key="Mod+Enter">
        Run all <kbd class="wide">⌘↵</kbd>
      </Button>
    </form>
  );
}
