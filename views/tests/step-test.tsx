import { links } from '../../src/lib/links.ts';
import { Badge } from '../kit/badge.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Field } from '../kit/field.tsx';
import { PanelSection } from '../kit/step-panel.tsx';

export type StepTest = {
  /** Keys of the flow and the step. */
  flow: string;
  step: string;
  /** Rounds of the loops around it in which it is run, where it was run in one. */
  rounds: string;
  payload: string | undefined;
  isPinned: boolean;
  /** Whether it has no steps inside it. */
  canBePinned: boolean;
  /** Path of the result that can be pinned. */
  last: string | undefined;
  /** Why it could not be run. */
  refused: string | undefined;
  error: string | undefined;
  typed: string | undefined;
};

type StepTestProps = { csrf: string; id: string; test: StepTest };

/** Runs the selected step on what was given before it, and pins what it gives. */
export function StepTestSection({ csrf, id, test }: StepTestProps) {
  const { flow, step, rounds, payload, isPinned, canBePinned, last, refused, error, typed } = test;
  return (
    <PanelSection label="Test this step" title="Test this step" id="step-test">
      {refused === undefined ? null : (
        <Banner tone="bad" alert>
          {refused}
        </Banner>
      )}
      <form class="row" method="post" action={links.testExecutions(id)}>
        <Csrf token={csrf} />
        <input type="hidden" name="flow" value={flow} />
        <input type="hidden" name="from" value={step} />
        <input type="hidden" name="rounds" value={rounds} />
        <input type="hidden" name="payload" value={payload ?? ''} />
        <Button name="only" value="on" icon="play">
          Run this step
        </Button>
        <Button>Run from here</Button>
      </form>
      <p class="help">What comes before it is not run again: its results are those of the last test.</p>
      {canBePinned ? (
        <form class="stack" method="post" action={links.pinnedOutputs(id)}>
          <Csrf token={csrf} />
          <input type="hidden" name="flow" value={flow} />
          <input type="hidden" name="step" value={step} />
          {isPinned ? (
            <p class="row small">
              <Badge tone="run">Pinned</Badge>
              <span class="grow">Tests do not execute this step: it gives its pinned output.</span>
              <Button formaction={links.pinnedOutputRemoval(id)}>Unpin</Button>
            </p>
          ) : null}
          {last === undefined ? null : (
            <div class="row">
              <Button name="last" value={last}>
                Pin the last result
              </Button>
            </div>
          )}
          <details open={error !== undefined}>
            <summary>{isPinned ? 'Pin another output' : 'Pin an output'}</summary>
            <div class="stack">
              <Field
                name="output"
                label="Output"
                help="What the step gives in tests in the place of being executed, as JSON. 0, false, “” and null are values."
                kind="textarea"
                rows={4}
                mono
                spellcheck={false}
                value={typed ?? ''}
                error={error}
              />
              <div class="row">
                <Button>Pin</Button>
              </div>
            </div>
          </details>
        </form>
      ) : null}
    </PanelSection>
  );
}
