import type { Child } from 'hono/jsx';
import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { type ChangeRow, Changes } from '../instances/changes.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button, CopyButton } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { type Fact, Facts } from '../kit/facts.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Status } from '../kit/status.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { ConnectionStatus, type SignInShown } from './connection-status.tsx';
import type { ConnectionRow } from './list.tsx';

export type Use = {
  instanceId: string;
  name: string;
  key: string;
  customerName: string;
  integrationName: string;
};

export type ConnectionShown = Omit<ConnectionRow, 'state'> & {
  state: SignInShown['state'];
  problem: string | null;
  expiresAt: Instant | null;
  createdAt: Instant;
  /** Somebody signs in for it. */
  needsPerson: boolean;
  canCheck: boolean;
  /** It is changed on a page of its own. */
  canEdit: boolean;
  changes: ChangeRow[];
  uses: Use[];
  /** What may take its place. */
  replacements: { id: string; label: string }[];
};

type ConnectionPageProps = {
  frame: Frame;
  connection: ConnectionShown;
  /** A link to sign in by, shown this once. */
  link?: { url: string; expiresAt: Instant };
  checked?: { isFine: boolean; message: string };
  /** What is to be said of what was done. */
  note?: string | undefined;
  errors?: Record<string, string>;
  dialog?: Child;
};

export function ConnectionPage(props: ConnectionPageProps) {
  const { frame, connection, link, checked, note, errors = {}, dialog } = props;
  const { label, kind, uses, replacements } = connection;
  const mayWrite = frame.viewer?.may('connections:write') === true;
  return (
    <StaffLayout frame={frame} title={label} section="connections" dialog={dialog}>
      <div class="stack">
        <Breadcrumb items={[{ href: links.connections(), label: 'Connections' }]} here={label} />
        <PageHead title={label} note={kind}>
          {mayWrite ? <Actions frame={frame} connection={connection} /> : null}
        </PageHead>
        {link === undefined ? null : (
          <Banner tone="ok" alert action={<CopyButton text={link.url} label="Copy the link" />}>
            <strong>Copy the link now.</strong> It is not shown again, works once and ends{' '}
            <Time at={link.expiresAt} />: <code>{link.url}</code>
          </Banner>
        )}
        {checked === undefined ? null : (
          <Banner tone={checked.isFine ? 'ok' : 'bad'} alert>
            {checked.message}
          </Banner>
        )}
        {note === undefined ? null : (
          <Banner tone="warn" alert>
            It is disconnected here. {note}
          </Banner>
        )}
        <FormErrors errors={errors} />
        <Summary connection={connection} mayWrite={mayWrite} />
      </div>
      <Section id="uses" title="Used by">
        <Uses uses={uses} users={connection.users} />
      </Section>
      {mayWrite && uses.length > 0 && replacements.length > 0 ? (
        <Replacement frame={frame} connection={connection} error={errors.by} />
      ) : null}
      <Section
        id="changes"
        title="Last changes"
        aside={
          frame.viewer?.may('settings:write') ? (
            <a href={links.audit({ subject: connection.id })}>All changes</a>
          ) : null
        }
      >
        <Changes rows={connection.changes} />
      </Section>
    </StaffLayout>
  );
}

function Actions({ frame, connection }: { frame: Frame; connection: ConnectionShown }) {
  const { id, label, state, needsPerson, canCheck, canEdit } = connection;
  return (
    <>
      {canEdit ? (
        <Button icon="pencil" href={links.editConnection(id)}>
          Edit
        </Button>
      ) : null}
      {canCheck ? (
        <form method="post" action={links.connectionChecks(id)}>
          <Csrf token={frame.csrf} />
          <Button icon="play">Test</Button>
        </form>
      ) : null}
      <MoreMenu name={`More for ${label}`}>
        {needsPerson ? (
          <form method="post" action={links.connectionLinks(id)}>
            <Csrf token={frame.csrf} />
            <MenuItem icon="link">Make a link to sign in by</MenuItem>
            {state === 'active' || state === 'expiring' ? (
              <MenuItem icon="x" formaction={links.connectionRevocation(id)}>
                Disconnect
              </MenuItem>
            ) : null}
          </form>
        ) : null}
        <MenuItem href={links.connectionDeletion(id)} icon="trash-2" danger>
          Delete connection …
        </MenuItem>
      </MoreMenu>
    </>
  );
}

function Summary({ connection, mayWrite }: { connection: ConnectionShown; mayWrite: boolean }) {
  const { id, label, state, problem, needsPerson, customerId, customerName, expiresAt, usedAt } = connection;
  const href = mayWrite ? links.connectionAuthorization(id) : undefined;
  const facts: Fact[] = [
    {
      label: 'Owner',
      value: customerId === null ? 'Organization' : <a href={links.customer(customerId)}>{customerName}</a>,
    },
    { label: 'Last used', value: usedAt === null ? 'Never' : <Time at={usedAt} /> },
    { label: 'Created', value: <Time at={connection.createdAt} /> },
  ];
  if (expiresAt !== null) facts.push({ label: 'Token ends', value: <Time at={expiresAt} /> });
  return (
    <>
      {needsPerson ? (
        <ConnectionStatus {...{ id, title: label, state, problem, href }} />
      ) : (
        <p class="small">
          <Status state={state} /> {problem === null ? null : <span class="muted">{problem}</span>}
        </p>
      )}
      <Facts items={facts} />
    </>
  );
}

function Uses({ uses, users }: { uses: Use[]; users: number }) {
  if (uses.length === 0) return <p class="muted">No instance uses it.</p>;
  return (
    <>
      <Table
        label="Instances that use it"
        columns={[{ label: 'Instance' }, { label: 'Config variable', wide: true }, { label: 'Customer' }]}
      >
        {uses.map(({ instanceId, name, key, customerName, integrationName }) => (
          <tr>
            <TitleCell href={links.instance(instanceId)} title={name} note={integrationName} />
            <td class="wide">{key}</td>
            <td>{customerName}</td>
          </tr>
        ))}
      </Table>
      {users > uses.length ? (
        <p class="small muted">
          The oldest {uses.length} of {plural(users, 'instance')}.
        </p>
      ) : null}
    </>
  );
}

type ReplacementProps = { frame: Frame; connection: ConnectionShown; error: string | undefined };

/** Another connection of the same kind takes its place. */
function Replacement({ frame, connection, error }: ReplacementProps) {
  const { id, uses, replacements } = connection;
  const all = { value: '', label: 'All instances that use it' };
  const single = uses.map(({ instanceId, name, customerName }) => ({
    value: instanceId,
    label: `${name}, ${customerName}`,
  }));
  return (
    <form class="card stack" method="post" action={links.connectionReplacement(id)} aria-labelledby="replace">
      <Csrf token={frame.csrf} />
      <h2 id="replace">Replace it</h2>
      <Field
        kind="select"
        name="by"
        label="By"
        help="Connections of the same kind that the same customer, or everybody, may use."
        options={[
          { value: '', label: 'Choose a connection' },
          ...replacements.map(({ id: value, label }) => ({ value, label: `${label} (${value.slice(-6)})` })),
        ]}
        error={error}
      />
      <Field kind="select" name="instance" label="For" options={[all, ...single]} />
      <div class="row">
        <Button>Replace</Button>
      </div>
    </form>
  );
}
