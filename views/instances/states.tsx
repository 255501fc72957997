import { shortened, thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Menu } from '../kit/menu.tsx';
import { type Tab, Tabs } from '../kit/nav.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Table } from '../kit/table.tsx';

type ShownState = { key: string; size: number; value: { kind: 'json'; text: string } | { kind: 'large' } };
type Edited = { key: string; value: string; errors: { key?: string; value?: string } };

type StatesProps = {
  frame: Frame;
  instance: { id: string; name: string; customerName: string };
  /** The flow whose state it is; that of all flows where there is none. */
  flow: string | undefined;
  states: ShownState[];
  tabs: Tab[];
  /** The one that is being edited. */
  edited: Edited | undefined;
  pages: { first: string | undefined; older: string | undefined };
};

const MOST = 200;

/** What an instance remembers from one run to the next. */
export function StatesPage({ frame, instance, flow, states, tabs, edited, pages }: StatesProps) {
  const { id, name } = instance;
  const whose = flow ?? 'all flows together';
  return (
    <StaffLayout frame={frame} title={`States of ${name}`} section="instances">
      <Breadcrumb
        items={[
          { href: links.instances(), label: 'Instances' },
          { href: links.instance(id), label: `${name}, ${instance.customerName}` },
        ]}
        here="States"
      />
      <PageHead
        title="States"
        note="What its flows remember from one run to the next. A run writes what it has changed when it succeeds."
      >
        {states.length === 0 ? null : <Reset frame={frame} id={id} flow={flow} whose={whose} />}
      </PageHead>
      <Tabs label="Whose state" items={tabs} />
      {states.length === 0 ? (
        <EmptyState title="Nothing is remembered">
          <p>No run of {whose} has kept anything here.</p>
        </EmptyState>
      ) : (
        <Table
          label="States"
          columns={[
            { label: 'Key' },
            { label: 'Value', wide: true },
            { label: 'Characters', num: true },
            { label: '' },
          ]}
        >
          {states.map((state) => (
            <Row frame={frame} id={id} flow={flow} state={state} />
          ))}
        </Table>
      )}
      <Pager {...pages} />
      <Section id="state" title={edited?.key ? `Change ${edited.key}` : 'Add a key'}>
        <Form frame={frame} id={id} flow={flow} edited={edited} />
      </Section>
    </StaffLayout>
  );
}

type RowProps = { frame: Frame; id: string; flow: string | undefined };

function Row({ frame, id, flow, state: { key, size, value } }: RowProps & { state: ShownState }) {
  return (
    <tr>
      <td class="mono">
        {value.kind === 'json' ? <a href={`${links.instanceStates(id, { flow, key })}#state`}>{key}</a> : key}
      </td>
      <td class="wide mono small">
        {value.kind === 'json' ? shortened(value.text, MOST) : 'Too large to be shown'}
      </td>
      <td class="num">{thousands(size)}</td>
      <td>
        <form method="post" action={links.instanceStateRemoval(id)}>
          <Csrf token={frame.csrf} />
          <input type="hidden" name="flow" value={flow ?? ''} />
          <input type="hidden" name="key" value={key} />
          <Button kind="quiet" icon="trash-2" aria-label={`Remove ${key}`} />
        </form>
      </td>
    </tr>
  );
}

function Form({ frame, id, flow, edited }: RowProps & { edited: Edited | undefined }) {
  return (
    <form class="stack" method="post" action={links.instanceStates(id)}>
      <Csrf token={frame.csrf} />
      <input type="hidden" name="flow" value={flow ?? ''} />
      <Field name="key" label="Key" value={edited?.key ?? ''} error={edited?.errors.key} required mono />
      <Field
        name="value"
        label="Value"
        kind="textarea"
        value={edited?.value ?? ''}
        error={edited?.errors.value}
        help="JSON. A secret shows as ***, and stays as it is where nothing of the value is changed."
        required
        mono
      />
      <div class="row">
        <Button kind="primary">Keep</Button>
        {edited ? <Button href={links.instanceStates(id, { flow })}>Leave it</Button> : null}
      </div>
    </form>
  );
}

function Reset({ frame, id, flow, whose }: RowProps & { whose: string }) {
  return (
    <Menu label="Reset …" end form>
      <form class="stack" method="post" action={links.instanceStatesReset(id)}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="flow" value={flow ?? ''} />
        <p>
          All keys of {whose} are forgotten: the next run begins as if there had been none before. This cannot
          be undone.
        </p>
        <Button kind="danger">Reset</Button>
      </form>
    </Menu>
  );
}
