import { EVENT_TYPE_KEYS, EVENT_TYPES } from '../../src/lib/event-types.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Field } from '../kit/field.tsx';
import { FieldGroup } from '../kit/field-frame.tsx';
import type { Frame } from '../kit/frame.ts';

export type EventWebhookValues = { name: string; url: string; events: string[] };

type FormProps = {
  frame: Frame;
  values: EventWebhookValues;
  errors: Record<string, string>;
  action: string;
  button: string;
};

/** What an event webhook is called, where it is, and what it asks for. */
export function EventWebhookForm({ frame, values, errors, action, button }: FormProps) {
  return (
    <form class="stack" method="post" action={action}>
      <Csrf token={frame.csrf} />
      <Field name="name" label="Name" value={values.name} error={errors.name} required />
      <Field
        name="url"
        label="URL"
        kind="url"
        placeholder="https://hub.example/stepwell"
        help="It is called with POST for each event. Any answer of 200 to 299 within 15 seconds says that it has arrived."
        value={values.url}
        error={errors.url}
        required
      />
      <FieldGroup id="field-events" legend="Events" error={errors.events}>
        {EVENT_TYPE_KEYS.map((key) => (
          <label class="choice">
            <input type="checkbox" name="events" value={key} checked={values.events.includes(key)} />
            <span>
              {EVENT_TYPES[key]} <code class="muted">{key}</code>
            </span>
          </label>
        ))}
      </FieldGroup>
      <div class="row">
        <Button kind="primary">{button}</Button>
      </div>
    </form>
  );
}
