import type { Child } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import { boundsOf, MONITOR_TRIGGER_KEYS } from '../../src/lib/monitor-triggers.ts';
import { TRIGGER_LABELS } from '../../src/lib/ui/monitor-words.ts';
import { type AlertRow, AlertRows } from '../alerts/rows.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import type { Option } from '../kit/control.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';

/** The form's fields, as they are typed. */
export type MonitorValues = {
  name: string;
  trigger: string;
  threshold: string;
  level: string;
  integrationId: string;
  instanceId: string;
  webhookId: string;
  quietMinutes: string;
  mailTo: string;
  paused: boolean;
};

type FormProps = {
  frame: Frame;
  values: MonitorValues;
  errors: Record<string, string>;
  choices: { integrations: Option[]; webhooks: Option[]; instanceName: string | undefined };
  /** Whether there is a server that takes mail. */
  hasMailer: boolean;
};

const ABOVE = [{ href: links.alerts(), label: 'Alerts' }];
const TRIGGERS = MONITOR_TRIGGER_KEYS.map((value) => ({
  value,
  label: TRIGGER_LABELS[value],
  asksNext: boundsOf(value) !== undefined,
}));
const LEVELS = [
  { value: 'error', label: 'Errors alone' },
  { value: 'warn', label: 'Warnings and errors' },
];

export function NewMonitorPage(props: FormProps) {
  return (
    <StaffLayout frame={props.frame} title="New monitor" section="alerts">
      <div class="stack">
        <Breadcrumb items={ABOVE} here="New monitor" />
        <PageHead title="New monitor" note="Somebody is told when this comes to be, and when it is over." />
        <FormErrors errors={props.errors} />
      </div>
      <MonitorForm {...props} action={links.monitors()} button="Create monitor" />
    </StaffLayout>
  );
}

type MonitorPageProps = FormProps & { id: string; name: string; alerts: AlertRow[]; dialog: Child };

/** A monitor: what it has found, and what it watches for. */
export function MonitorPage({ id, name, alerts, dialog, ...props }: MonitorPageProps) {
  const mayWrite = props.frame.viewer?.may('alerts:write') === true;
  return (
    <StaffLayout frame={props.frame} title={name} section="alerts" dialog={dialog}>
      <div class="stack">
        <Breadcrumb items={ABOVE} here={name} />
        <PageHead title={name}>
          {mayWrite ? (
            <MoreMenu name={`More for ${name}`}>
              <MenuItem href={links.monitorDeletion(id)} icon="trash-2" danger>
                Delete monitor …
              </MenuItem>
            </MoreMenu>
          ) : null}
        </PageHead>
        <FormErrors errors={props.errors} />
      </div>
      <Section id="alerts" title="Alerts">
        {alerts.length === 0 ? <p class="muted">It has found nothing yet.</p> : <AlertRows rows={alerts} />}
      </Section>
      {mayWrite ? <MonitorForm {...props} action={links.monitor(id)} button="Save monitor" /> : null}
    </StaffLayout>
  );
}

function MonitorForm(props: FormProps & { action: string; button: string }) {
  const { frame, values, errors, choices, hasMailer, action, button } = props;
  const mailHelp = hasMailer
    ? 'Addresses with commas between them.'
    : 'No server for mail is set (STEPWELL_SMTP): until one is, these are told nothing.';
  return (
    <form class="stack" method="post" action={action}>
      <Csrf token={frame.csrf} />
      <Field name="name" label="Name" value={values.name} error={errors.name} required />
      <Place values={values} errors={errors} choices={choices} />
      <Field
        name="trigger"
        label="When"
        kind="select"
        options={TRIGGERS}
        value={values.trigger}
        error={errors.trigger}
      />
      <Field
        name="threshold"
        label="So many"
        kind="number"
        min={1}
        inputmode="numeric"
        help="Executions, seconds or minutes, as it stands above."
        value={values.threshold}
        error={errors.threshold}
      />
      <Field
        name="level"
        label="Of the log"
        kind="select"
        options={LEVELS}
        help="Counts where lines of the log are watched."
        value={values.level}
        error={errors.level}
      />
      <Field
        name="mailTo"
        label="Mail to"
        optional
        help={mailHelp}
        value={values.mailTo}
        error={errors.mailTo}
      />
      <Field
        name="webhookId"
        label="Event webhook"
        optional
        kind="select"
        options={[{ value: '', label: 'Those that ask for alerts' }, ...choices.webhooks]}
        help="One more that is told, whatever it asks for."
        value={values.webhookId}
        error={errors.webhookId}
      />
      <Field
        name="quietMinutes"
        label="Quiet period in minutes"
        kind="number"
        min={0}
        inputmode="numeric"
        help="Of one instance or connection nobody is told twice within that time."
        value={values.quietMinutes}
        error={errors.quietMinutes}
      />
      <Field
        name="paused"
        label="Paused: it watches nothing"
        kind="checkbox"
        value="true"
        checked={values.paused}
      />
      <div class="row">
        <Button kind="primary">{button}</Button>
        <Button href={links.alerts()}>Cancel</Button>
      </div>
    </form>
  );
}

function Place({ values, errors, choices }: Pick<FormProps, 'values' | 'errors' | 'choices'>) {
  if (choices.instanceName !== undefined)
    return (
      <p>
        <input type="hidden" name="instanceId" value={values.instanceId} />
        Watches the instance <a href={links.instance(values.instanceId)}>{choices.instanceName}</a>.
      </p>
    );
  return (
    <Field
      name="integrationId"
      label="Of"
      kind="select"
      options={[{ value: '', label: 'All integrations' }, ...choices.integrations]}
      help="For one instance alone, begin on its page."
      value={values.integrationId}
      error={errors.integrationId ?? errors.instanceId}
    />
  );
}
