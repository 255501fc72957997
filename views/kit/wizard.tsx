import type { Child } from 'hono/jsx';
import { type Option, Options } from './control.tsx';
import { Icon } from './icon.tsx';

export type WizardStep = { label: string; state: 'done' | 'current' | 'ahead' };

/** How far a customer has come. */
export function WizardSteps({ steps }: { steps: WizardStep[] }) {
  return (
    <ol class="wizard-steps" aria-label="Progress">
      {steps.map(({ label, state }) => (
        <li
          data-done={state === 'done' ? '' : undefined}
          aria-current={state === 'current' ? 'step' : undefined}
        >
          {state === 'done' ? <Icon name="check" /> : null}{' '}
          <span class={state === 'current' ? undefined : 'wide'}>{label}</span>
          {state === 'done' ? <span class="sr-only"> done</span> : null}
        </li>
      ))}
    </ol>
  );
}

export type MappingRow = {
  id: string;
  name: string;
  label: string;
  value: string | undefined;
  options: Option[];
  error?: string | undefined;
};

/** What goes where, in a `FieldGroup`. */
export function Mapping({ rows }: { rows: MappingRow[] }) {
  return (
    <ul class="mapping">
      {rows.map(({ id, name, label, value, options, error }) => (
        <li>
          <label for={id}>{label}</label>
          <Icon name="arrow-right" />
          <select
            id={id}
            name={name}
            aria-invalid={error ? 'true' : undefined}
            aria-describedby={error ? `${id}-error` : undefined}
          >
            <Options options={options} value={value} />
          </select>
          {error ? (
            <p class="error" id={`${id}-error`}>
              {error}
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

type ReviewCardProps = { id: string; title: string; change: string; rows: { label: string; value: Child }[] };

/** What a customer has answered on one step, and the way back to it. */
export function ReviewCard({ id, title, change, rows }: ReviewCardProps) {
  return (
    <section class="card stack" id={id} aria-labelledby={`${id}-title`}>
      <div class="row">
        <h2 class="grow" id={`${id}-title`}>
          {title}
        </h2>
        <a href={change}>
          Change<span class="sr-only"> {title}</span>
        </a>
      </div>
      <table class="table" aria-labelledby={`${id}-title`}>
        <tbody>
          {rows.map(({ label, value }) => (
            <tr>
              <th scope="row">{label}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
