import { links } from '../../src/lib/links.ts';
import { type StatusState, stateWord } from '../../src/lib/ui/status-words.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Menu } from '../kit/menu.tsx';

/** Something that the list is narrowed to, with the address without it. */
export type Chip = { label: string; without: string };

/** What a typed name may mean; nothing when there is no such thing. */
export type Choices = {
  kind: 'customer' | 'integration';
  name: string;
  items: { label: string; href: string }[];
};

export type ExecutionsFilter = {
  status?: string | undefined;
  /** All that there are. */
  statuses: readonly StatusState[];
  integration?: string | undefined;
  customer?: string | undefined;
  instance?: string | undefined;
  flow?: string | undefined;
  version?: number | undefined;
  text?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Of the chosen integration. */
  flows: string[] | undefined;
  spans: { label: string; href: string }[];
};

const ANY_STATUS = { value: '', label: 'Any status' };

/** The filter: what it is set to, each with a way to drop it, and the form to set it. */
export function FilterRow({ filter, chips }: { filter: ExecutionsFilter; chips: Chip[] }) {
  return (
    <div class="row">
      {filter.spans.map(({ label, href }) => (
        <Button kind="quiet" href={href}>
          {label}
        </Button>
      ))}
      <span class="grow wide" />
      {chips.map(({ label, without }) => (
        <Button href={without} icon="x" aria-label={`Clear the filter: ${label}`}>
          <span class="clip">{label}</span>
        </Button>
      ))}
      <Menu label="Filter" icon="list-filter" end form>
        <FilterForm filter={filter} />
      </Menu>
    </div>
  );
}

function FilterForm({ filter }: { filter: ExecutionsFilter }) {
  const { status, integration, customer, instance, flow, version, text, from, to, flows } = filter;
  const statuses = filter.statuses.map((value) => ({ value, label: stateWord(value) }));
  return (
    <form class="stack" action={links.executions()}>
      {instance === undefined ? null : <input type="hidden" name="instance" value={instance} />}
      <Field
        name="status"
        label="Status"
        kind="select"
        value={status ?? ''}
        options={[ANY_STATUS, ...statuses]}
      />
      {customer === undefined ? (
        <Field name="customerName" label="Customer" placeholder="A part of the name" />
      ) : (
        <input type="hidden" name="customer" value={customer} />
      )}
      {integration === undefined ? (
        <Field name="integrationName" label="Integration" placeholder="A part of the name" />
      ) : (
        <input type="hidden" name="integration" value={integration} />
      )}
      {text === undefined ? null : <input type="hidden" name="text" value={text} />}
      <FlowField flow={flow} flows={flows} />
      <Field
        name="version"
        label="Version"
        kind="number"
        value={version === undefined ? '' : String(version)}
      />
      <Field name="from" label="From, UTC" kind="datetime-local" value={from} />
      <Field name="to" label="Before, UTC" kind="datetime-local" value={to} />
      <Button kind="primary">Apply filter</Button>
    </form>
  );
}

function FlowField({ flow, flows }: Pick<ExecutionsFilter, 'flow' | 'flows'>) {
  if (flows === undefined)
    return (
      <Field
        name="flow"
        label="Flow"
        value={flow}
        help="The whole name. Choose an integration to pick one."
      />
    );
  const known = flow === undefined || flows.includes(flow) ? flows : [...flows, flow];
  const options = [{ value: '', label: 'Any flow' }, ...known.map((value) => ({ value }))];
  return <Field name="flow" label="Flow" kind="select" value={flow ?? ''} options={options} />;
}

/** Several things have the name, or none. */
export function NameChoices({ choices }: { choices: Choices[] }) {
  return (
    <>
      {choices.map(({ kind, name, items }) => (
        <Banner tone={items.length === 0 ? 'warn' : 'run'}>
          {items.length === 0
            ? `No ${kind} has “${name}” in its name.`
            : `Several ${kind}s have “${name}” in their name. Choose one: `}
          {items.map(({ label, href }, index) => (
            <>
              {index === 0 ? null : ', '}
              <a href={href}>{label}</a>
            </>
          ))}
        </Banner>
      ))}
    </>
  );
}
