import type { Child } from 'hono/jsx';
import { thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { ConnectionRow } from '../connections/list.tsx';
import { type ConfigItem, ConfigItems } from '../instances/config-form.tsx';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Facts } from '../kit/facts.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Status } from '../kit/status.tsx';
import { Table, TitleCell } from '../kit/table.tsx';

type Shared = {
  id: string;
  name: string;
  stableKey: string;
  kind: string;
  scope: { label: string; help: string };
  /** There is somebody whom it is not filled in for yet. */
  isOpen: boolean;
  /** How many people have connected an account; undefined where it is no matter of theirs. */
  people: number | undefined;
  made: ConnectionRow[];
};

type SharedConnectionProps = {
  frame: Frame;
  shared: Shared;
  /** As it is typed. */
  name: string;
  items: ConfigItem[];
  errors: Record<string, string>;
  dialog?: Child;
};

export function SharedConnectionPage(props: SharedConnectionProps) {
  const { frame, shared, errors, dialog } = props;
  const { id, name, stableKey, kind, scope, isOpen, people, made } = shared;
  const above = [
    { href: links.connections(), label: 'Connections' },
    { href: links.sharedConnections(), label: 'Shared' },
  ];
  const mayWrite = frame.viewer?.may('integrations:write') === true;
  return (
    <StaffLayout frame={frame} title={name} section="connections" dialog={dialog}>
      <div class="stack">
        <Breadcrumb items={above} here={name} />
        <PageHead title={name} note={kind}>
          {isOpen && frame.viewer?.may('instances:deploy') ? (
            <Button kind="primary" href={links.sharedConnectionFilling(id)}>
              Fill in
            </Button>
          ) : null}
          {mayWrite ? (
            <MoreMenu name={`More for ${name}`}>
              <MenuItem href={links.sharedConnectionDeletion(id)} icon="trash-2" danger>
                Delete shared connection …
              </MenuItem>
            </MoreMenu>
          ) : null}
        </PageHead>
        <FormErrors errors={errors} />
        <Facts
          items={[
            { label: 'Filled in by', value: scope.label },
            { label: 'Stable key', value: <code>{stableKey}</code> },
          ]}
        />
      </div>
      <Section id="made" title="Connections">
        {people === undefined ? <Made made={made} /> : <OwnAccounts people={people} />}
      </Section>
      {mayWrite ? <EditForm {...props} /> : null}
    </StaffLayout>
  );
}

/** Whose they are is nobody else's to see. */
function OwnAccounts({ people }: { people: number }) {
  if (people === 0) return <p class="muted">Nobody has connected an account yet.</p>;
  const said = people === 1 ? 'One person has' : `${thousands(people)} people have`;
  return <p>{said} connected an account of their own. It is for what runs for them alone.</p>;
}

function Made({ made }: { made: ConnectionRow[] }) {
  if (made.length === 0) return <p class="muted">It is filled in for nobody yet.</p>;
  return (
    <Table
      label="Connections that are made of it"
      columns={[{ label: 'For' }, { label: 'State' }, { label: 'Used by', num: true }]}
    >
      {made.map(({ id, customerName, state, users }) => (
        <tr>
          <TitleCell href={links.connection(id)} title={customerName ?? 'All customers'} note="" />
          <td>
            <Status state={state} />
          </td>
          <td class="num">{users}</td>
        </tr>
      ))}
    </Table>
  );
}

function EditForm({ frame, shared, name, items, errors }: SharedConnectionProps) {
  return (
    <form class="stack" method="post" action={links.sharedConnection(shared.id)} aria-labelledby="edit">
      <Csrf token={frame.csrf} />
      <h2 id="edit">Filled in for all</h2>
      <p class="muted">
        What is filled in here holds for each of its connections. What is left empty, or as it is preset, is
        asked for where a connection is filled in.
      </p>
      <Field name="name" label="Name" value={name} error={errors.name} />
      <ConfigItems items={items} />
      <div class="row">
        <Button>Save shared connection</Button>
      </div>
    </form>
  );
}
