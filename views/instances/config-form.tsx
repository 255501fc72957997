import { fieldId } from '../../src/lib/ui/field-ties.ts';
import { ConnectionStatus, type SignInShown } from '../connections/connection-status.tsx';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import type { Option } from '../kit/control.tsx';
import { Field } from '../kit/field.tsx';
import { FieldNotes } from '../kit/field-frame.tsx';
import { type AskedInput, InputField } from '../kit/input.tsx';
import { Markdown } from '../kit/markdown.tsx';
import { type OfferedValue, OfferedValuePart } from './offered-value.tsx';

/** A configuration form as values: what stands on it, in its order. */
export type ConfigSection = {
  title: string;
  note: string;
  /** Each user of a customer answers it for themselves. */
  isOfUsers: boolean;
  items: ConfigItem[];
};

export type ConfigItem =
  /** HTML that was made harmless. */
  | { kind: 'text'; html: string }
  | { kind: 'field'; field: AskedInput }
  | { kind: 'offered'; offered: OfferedValue }
  | { kind: 'connection'; connection: ConfigConnection };

export type ConfigConnection = {
  /** The name that an error of the whole is told under. */
  name: string;
  title: string;
  note: string;
  error: string | undefined;
  needsSignIn: boolean;
  /** The form has a button that saves it and begins the sign-in. */
  connectsAtOnce: boolean;
  /** Undefined until there is a connection to sign in for. */
  signIn: SignInShown | undefined;
  optional: boolean;
  /** The accounts that can be chosen; where it is one, that is the one. */
  use: { value: string; options: Option[] } | undefined;
  fields: AskedInput[];
  /** Labels of what the definition fills in. */
  filled: string[];
};

/** The config variables of a version, under the headings of its pages. The form around it is the caller's. */
export function ConfigForm({ sections }: { sections: ConfigSection[] }) {
  return (
    <>
      {sections.map(({ title, note, isOfUsers, items }, index) => (
        <Section
          id={`values-${index}`}
          title={title}
          aside={isOfUsers ? <Badge>each user</Badge> : undefined}
        >
          {note === '' ? null : <p class="muted">{note}</p>}
          {isOfUsers ? (
            <p class="muted">
              Each user of the customer answers this for themselves. What stands here is for runs that are for
              nobody.
            </p>
          ) : null}
          <ConfigItems items={items} />
        </Section>
      ))}
    </>
  );
}

/** What stands under one heading, an h2. */
export function ConfigItems({ items }: { items: ConfigItem[] }) {
  return (
    <>
      {items.map((item) => (
        <Item item={item} />
      ))}
    </>
  );
}

function Item({ item }: { item: ConfigItem }) {
  switch (item.kind) {
    case 'text':
      return <Markdown html={item.html} />;
    case 'field':
      return <InputField field={item.field} />;
    case 'offered':
      return <OfferedValuePart offered={item.offered} />;
    case 'connection':
      return <Connection connection={item.connection} />;
  }
}

function Connection({ connection }: { connection: ConfigConnection }) {
  const { name, title, note, error, optional, use, fields, filled } = connection;
  const [only, ...others] = use?.options ?? [];
  const id = fieldId({ name });
  return (
    <fieldset class="card stack" id={id} aria-labelledby={`${id}-title`}>
      <div>
        <h3 id={`${id}-title`}>
          {title}
          {optional ? <span class="muted"> optional</span> : null}
        </h3>
        <FieldNotes id={id} error={error} help={note} />
      </div>
      {use === undefined || only === undefined ? null : others.length === 0 ? (
        <p class="small">
          Uses <strong>{only.label}</strong>. It is filled in for all, under Connections.
          <input type="hidden" name={`${name}.use`} value={only.value} />
        </p>
      ) : (
        <Field kind="select" name={`${name}.use`} label="Account" {...use} />
      )}
      {fields.map((field) => (
        <InputField field={field} />
      ))}
      {only === undefined && fields.length === 0 && filled.length === 0 ? (
        <p class="small muted">Nothing is asked for here.</p>
      ) : null}
      {filled.length === 0 ? null : (
        <p class="small muted">Filled in by the integration: {filled.join(', ')}.</p>
      )}
      <SignIn connection={connection} />
    </fieldset>
  );
}

function SignIn({ connection }: { connection: ConfigConnection }) {
  const { name, title, needsSignIn, signIn, connectsAtOnce } = connection;
  if (!needsSignIn) return null;
  if (signIn) return <ConnectionStatus {...signIn} />;
  if (connectsAtOnce) {
    return (
      <div>
        <Button name="go" value={`connect ${name}`} icon="plug" aria-label={`Connect: ${title}`}>
          Connect
        </Button>
      </div>
    );
  }
  return (
    <p class="small muted">A person has to sign in at the other system. Save this first, then connect.</p>
  );
}
