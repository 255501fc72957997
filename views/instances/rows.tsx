import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import type { Outcomes } from '../../src/lib/ui/bars.ts';
import { Badge } from '../kit/badge.tsx';
import { Csrf } from '../kit/csrf.tsx';
import type { Frame } from '../kit/frame.ts';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { Sparkline } from '../kit/sparkline.tsx';
import { Status } from '../kit/status.tsx';
import { type Column, Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

export type InstanceState = 'active' | 'paused' | 'needs_configuration' | 'removed';

export type InstanceRow = {
  id: string;
  name: string;
  customerId: string;
  customerName: string;
  integrationId: string;
  integrationName: string;
  version: number;
  /** How many versions have been published since. */
  behind: number;
  /** The version that it gets when what that needs is filled in. */
  target: number | null;
  state: InstanceState;
  /** Its last execution, and how many up to it have failed in a row. */
  last: { id: string; at: Instant; failures: number } | undefined;
  days: Outcomes[];
};

type InstanceRowsProps = {
  frame: Frame;
  rows: InstanceRow[];
  /** On a customer's own page its name is known. */
  ofCustomer?: boolean | undefined;
};

const COLUMNS: Column[] = [
  { label: 'Version', wide: true },
  { label: 'State' },
  { label: 'Last run', wide: true },
  { label: 'Last 7 days', wide: true },
  { label: 'Actions', hidden: true },
];

/** Instances in a table, with what can be done with each in its menu. */
export function InstanceRows({ frame, rows, ofCustomer }: InstanceRowsProps) {
  const first = { label: ofCustomer ? 'Instance' : 'Customer' };
  return (
    <form method="post" action={frame.path}>
      <Csrf token={frame.csrf} />
      <input type="hidden" name="return" value={frame.path} />
      <Table label="Instances" columns={[first, ...COLUMNS]}>
        {rows.map((row) => (
          <Row frame={frame} row={row} ofCustomer={ofCustomer} />
        ))}
      </Table>
    </form>
  );
}

type RowProps = { frame: Frame; row: InstanceRow; ofCustomer: boolean | undefined };

function Row({ frame, row, ofCustomer }: RowProps) {
  const { id, name, customerName, integrationName, last } = row;
  const isNamed = name !== integrationName;
  return (
    <tr id={`instance-${id}`}>
      {ofCustomer ? (
        <TitleCell href={links.instance(id)} title={name} note={isNamed ? integrationName : undefined} />
      ) : (
        <TitleCell
          href={links.instance(id)}
          title={customerName}
          note={isNamed ? `${name} · ${integrationName}` : name}
        />
      )}
      <td class="wide">
        <Version {...row} />
      </td>
      <td>
        <InstanceStatus state={row.state} last={last} />
      </td>
      <td class="wide muted">{last ? <Time at={last.at} /> : 'Never'}</td>
      <td class="wide">
        <Sparkline days={row.days} of={`${customerName}, ${name}`} />
      </td>
      <td>
        <RowMenu frame={frame} row={row} />
      </td>
    </tr>
  );
}

type VersionProps = Pick<InstanceRow, 'version' | 'behind' | 'target'> & { wide?: boolean | undefined };

/** @param wide says on phones as little as can be */
export function Version({ version, behind, target, wide }: VersionProps) {
  return (
    <span class="row">
      <span class="mono">v{version}</span>
      {target !== null ? (
        <Badge tone="warn">
          → v{target}
          <span class={wide ? 'wide' : undefined}>: needs configuration</span>
        </Badge>
      ) : behind > 0 ? (
        <Badge tone="warn" wide={wide}>
          {behind} behind
        </Badge>
      ) : null}
    </span>
  );
}

/** How an instance is: by its state, and by its last executions where it is active. */
export function InstanceStatus({ state, last }: Pick<InstanceRow, 'state' | 'last'>) {
  if (state !== 'active' || !last) return <Status state={state} />;
  if (last.failures === 0) return <Status state="succeeded">Healthy</Status>;
  return (
    <Status state="failed">
      {last.failures === 1 ? 'Last run failed' : `${last.failures} failed in a row`}
    </Status>
  );
}

/** What can be done with an instance; the form around it says where to come back to. */
export function RowMenu({ frame, row }: { frame: Frame; row: InstanceRow }) {
  const { id, state, behind, target, customerName, name } = row;
  const viewer = frame.viewer;
  const activation = links.instanceActivation(id);
  return (
    <MoreMenu name={`More for ${customerName}, ${name}`}>
      {viewer?.may('instances:write') ? (
        state === 'needs_configuration' ? (
          <MenuItem href={links.instanceConfiguration(id)} icon="sliders-horizontal">
            Complete the configuration
          </MenuItem>
        ) : (
          <MenuItem
            icon={state === 'paused' ? 'play' : 'pause'}
            formaction={activation}
            name="active"
            value={String(state === 'paused')}
          >
            {state === 'paused' ? 'Enable' : 'Pause'}
          </MenuItem>
        )
      ) : null}
      {target !== null && viewer?.may('instances:write') ? (
        <MenuItem href={links.answers(id)} icon="sliders-horizontal">
          Fill in what v{target} needs
        </MenuItem>
      ) : null}
      {viewer?.may('instances:deploy') ? (
        <MenuItem href={links.instanceVersion(id)} icon="circle-arrow-up">
          {behind > 0 ? `Upgrade, ${plural(behind, 'version')} behind` : 'Change version'}
        </MenuItem>
      ) : null}
      <LastItems frame={frame} id={id} />
    </MoreMenu>
  );
}

/** What ends each menu of an instance. */
export function LastItems({ frame: { viewer }, id }: { frame: Frame; id: string }) {
  return (
    <>
      <MenuItem href={links.executions({ instance: id })} icon="activity">
        Executions
      </MenuItem>
      {viewer?.may('instances:remove') ? (
        <MenuItem href={links.instanceRemoval(id)} icon="trash-2" danger>
          Remove …
        </MenuItem>
      ) : null}
    </>
  );
}
