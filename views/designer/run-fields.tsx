import { Switch } from '../kit/choice.tsx';
import { Field } from '../kit/field.tsx';

/** How runs of a flow wait for each other, and what happens when one fails, as its form asks for it. */
export type AskedRuns = {
  /** Firings of a schedule are skipped; calls wait. */
  isScheduled: boolean;
  order: string;
  limit: string;
  /** Where in a call the id is by which it is known again. */
  dedupe: string;
  attempts: string;
  delay: string;
  doubles: boolean;
  /** Where in a call the id is by which a newer one takes its place. */
  unique: string;
};

type RunFieldsProps = { runs: AskedRuns; errors: Record<string, string>; typed: Record<string, string> };

const OF_CALLS = [
  { value: 'parallel', label: 'Side by side' },
  { value: 'throttled', label: 'In their order, a few at once' },
  { value: 'sequential', label: 'In their order, one after another' },
];
const OF_FIRINGS = [
  { value: 'parallel', label: 'Side by side' },
  { value: 'singleton', label: 'Skipped while the run before goes on' },
];

export function RunFields({ runs, errors, typed }: RunFieldsProps) {
  return (
    <>
      <OrderFields runs={runs} errors={errors} typed={typed} />
      <RetryFields runs={runs} errors={errors} typed={typed} />
    </>
  );
}

function OrderFields({ runs, errors, typed }: RunFieldsProps) {
  const known = runs.isScheduled ? OF_FIRINGS : OF_CALLS;
  const all = [...OF_CALLS, ...OF_FIRINGS];
  // What a file says is offered too, or saving anything else would change it.
  const own = known.some(({ value }) => value === runs.order)
    ? []
    : all.filter((each) => each.value === runs.order);
  return (
    <>
      <Field
        name="order"
        label={runs.isScheduled ? 'Firings' : 'Calls'}
        kind="select"
        options={[...known, ...own]}
        value={typed.order ?? runs.order}
        error={errors.order}
      />
      {runs.isScheduled ? null : (
        <>
          <Field
            name="limit"
            label="How many at once"
            inputmode="numeric"
            value={typed.limit ?? runs.limit}
            error={errors.limit}
            help="From 2 to 15, where it is to be a few."
          />
          <Field
            name="dedupe"
            label="Id of a call"
            optional
            mono
            spellcheck={false}
            value={typed.dedupe ?? runs.dedupe}
            error={errors.dedupe}
            help="Such as body.data.id. A call whose id has come within 10 minutes is answered like the first, and not run."
          />
        </>
      )}
    </>
  );
}

function RetryFields({ runs, errors, typed }: RunFieldsProps) {
  return (
    <>
      <div class="row">
        <div class="grow">
          <Field
            name="attempts"
            label="Further attempts"
            inputmode="numeric"
            value={typed.attempts ?? runs.attempts}
            error={errors.attempts}
          />
        </div>
        <div class="grow">
          <Field
            name="delay"
            label="Minutes between"
            inputmode="numeric"
            value={typed.delay ?? runs.delay}
            error={errors.delay}
          />
        </div>
      </div>
      <Switch name="doubles" value="true" checked={runs.doubles}>
        Double the wait each time, up to a day
      </Switch>
      {runs.isScheduled ? null : (
        <Field
          name="unique"
          label="Id of what a call is about"
          optional
          mono
          spellcheck={false}
          value={typed.unique ?? runs.unique}
          error={errors.unique}
          help="Such as body.data.productId. A newer call with the same id takes the place of an attempt that waits."
        />
      )}
    </>
  );
}
