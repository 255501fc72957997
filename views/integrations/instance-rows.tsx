import { links } from '../../src/lib/links.ts';
import { type InstanceRow, InstanceStatus, RowMenu, Version } from '../instances/rows.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { SelectionActions } from '../kit/selection.tsx';
import { Sparkline } from '../kit/sparkline.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

type RowsProps = {
  frame: Frame;
  integration: IntegrationFacts;
  rows: InstanceRow[];
  target: number | undefined;
};

const COLUMNS = [
  { label: 'Customer' },
  { label: 'Version' },
  { label: 'State', wide: true },
  { label: 'Last run', wide: true },
  { label: 'Last 7 days' },
  { label: 'Actions', hidden: true },
];

/** Instances, of which some can be selected and upgraded together. */
export function SelectableInstances({ frame, integration, rows, target }: RowsProps) {
  const maySelect = target !== undefined && frame.viewer?.may('instances:deploy') === true;
  const all = { label: <input type="checkbox" aria-label="Select all" /> };
  return (
    <form method="post" action={links.integrationUpgrades(integration.id)} class="stack" data-selection="">
      <Csrf token={frame.csrf} />
      <input type="hidden" name="return" value={frame.path} />
      <Table label="Instances" columns={maySelect ? [all, ...COLUMNS] : COLUMNS}>
        {rows.map((row) => (
          <Row frame={frame} integration={integration} row={row} maySelect={maySelect} />
        ))}
      </Table>
      {maySelect ? <SelectionActions actions={<Button kind="primary">Change version …</Button>} /> : null}
    </form>
  );
}

type RowProps = { frame: Frame; integration: IntegrationFacts; row: InstanceRow; maySelect: boolean };

function Row({ frame, integration, row, maySelect }: RowProps) {
  const { id, name, customerName, state, last, days } = row;
  return (
    <tr id={`instance-${id}`}>
      {maySelect ? (
        <td>
          <input type="checkbox" name="instance" value={id} aria-label={`Select ${customerName}, ${name}`} />
        </td>
      ) : null}
      <TitleCell
        href={links.instance(id)}
        title={customerName}
        note={name === integration.name ? undefined : name}
      />
      <td>
        <Version {...row} wide />
      </td>
      <td class="wide">
        <InstanceStatus state={state} last={last} />
      </td>
      <td class="wide muted">{last ? <Time at={last.at} /> : 'Never'}</td>
      <td>
        <Sparkline days={days} of={`${customerName}, ${name}`} />
      </td>
      <td>
        <RowMenu frame={frame} row={row} />
      </td>
    </tr>
  );
}
