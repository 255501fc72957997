import type { PropsWithChildren } from 'hono/jsx';
import { type ConfigItem, ConfigItems } from '../instances/config-form.tsx';
import { SecretsNote } from '../instances/secrets-note.tsx';
import { Button } from '../kit/button.tsx';
import type { Option } from '../kit/control.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';

type ConnectionFormPageProps = PropsWithChildren<{
  frame: Frame;
  title: string;
  /** Of which kind it is. */
  note: string;
  above: { href: string; label: string }[];
  here: string;
  items: ConfigItem[];
  errors: Record<string, string>;
}>;

/** A page with nothing but a form about a connection. */
export function ConnectionFormPage(props: ConnectionFormPageProps) {
  const { frame, title, note, above, here, items, errors, children } = props;
  return (
    <StaffLayout frame={frame} title={title} section="connections" bare>
      <main id="main" tabindex={-1} class="wizard">
        <div class="stack">
          <Breadcrumb items={above} here={here} />
          <PageHead title={title} note={note} />
        </div>
        <FormErrors errors={errors} />
        <SecretsNote errors={errors} items={items} />
        {children}
      </main>
    </StaffLayout>
  );
}

type KindFormProps = { action: string; kinds: Option[]; error: string | undefined; cancel: string };

/** First which kind it is: by that its fields are known. */
export function KindForm({ action, kinds, error, cancel }: KindFormProps) {
  return (
    <form class="stack" method="get" action={action}>
      <Field kind="select" name="kind" label="Connection to" options={kinds} error={error} />
      <div class="row">
        <Button kind="primary">Next</Button>
        <Button href={cancel}>Cancel</Button>
      </div>
    </form>
  );
}

type ConnectionFormProps = PropsWithChildren<{
  frame: Frame;
  action: string;
  items: ConfigItem[];
  /** What follows when it is saved. */
  note?: string;
  save: string;
  cancel: string;
}>;

/** The fields of a connection, below what the caller asks first. */
export function ConnectionForm({ frame, action, items, note, save, cancel, children }: ConnectionFormProps) {
  return (
    <form class="stack" method="post" action={action}>
      <Csrf token={frame.csrf} />
      {children}
      <h2 class="sr-only">What it needs</h2>
      <ConfigItems items={items} />
      {note === undefined ? null : <p class="muted">{note}</p>}
      <div class="row">
        <Button kind="primary">{save}</Button>
        <Button href={cancel}>Cancel</Button>
      </div>
    </form>
  );
}
