import type { ErrorConfig } from '../../src/definition/document/schema.ts';
import { printedRetry } from '../../src/lib/ui/failure-words.ts';
import { Switch } from '../kit/choice.tsx';
import { Field } from '../kit/field.tsx';
import { PanelSection } from '../kit/step-panel.tsx';

type FailureFieldsProps = {
  config: ErrorConfig | null | undefined;
  errors: Record<string, string>;
  typed: Record<string, string>;
};

const HANDLERS = [
  { value: 'fail', label: 'Stop the run' },
  { value: 'ignore', label: 'Ignore it and go on' },
  { value: 'retry', label: 'Try again' },
];

/** What happens when a step fails. */
export function FailureFields({ config, errors, typed }: FailureFieldsProps) {
  const handler = typed.failure ?? config?.errorHandlerType ?? 'fail';
  const printed = printedRetry(config);
  const attempts = typed.attempts ?? printed.attempts;
  const delay = typed.delay ?? printed.delay;
  return (
    <PanelSection label="Error handling" title="When this step fails">
      <Field name="failure" label="What happens" kind="select" options={HANDLERS} value={handler} />
      <details open={handler === 'retry'}>
        <summary class="small">How it is tried again</summary>
        <div class="stack">
          <div class="row">
            <div class="grow">
              <Field
                name="attempts"
                label="Attempts"
                inputmode="numeric"
                value={attempts}
                error={errors.attempts}
              />
            </div>
            <div class="grow">
              <Field
                name="delay"
                label="Seconds between"
                inputmode="numeric"
                value={delay}
                error={errors.delay}
              />
            </div>
          </div>
          <Switch name="doubles" value="true" checked={config?.usesExponentialBackoff === true}>
            Double the wait each time
          </Switch>
          <Switch name="ignores" value="true" checked={config?.ignoreFinalError === true}>
            Go on when the last attempt fails as well
          </Switch>
        </div>
      </details>
    </PanelSection>
  );
}
