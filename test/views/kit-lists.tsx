import { hueOf } from '../../src/lib/ui/hue.ts';
import { Badge } from '../../views/kit/badge.tsx';
import { Button } from '../../views/kit/button.tsx';
import { Card, Section } from '../../views/kit/card.tsx';
import { Diff } from '../../views/kit/diff.tsx';
import { EmptyState } from '../../views/kit/empty-state.tsx';
import { Facts } from '../../views/kit/facts.tsx';
import { Tabs } from '../../views/kit/nav.tsx';
import { Breadcrumb, PageHead } from '../../views/kit/page-head.tsx';
import { Pager } from '../../views/kit/pager.tsx';
import { Search } from '../../views/kit/search.tsx';
import { Sparkline } from '../../views/kit/sparkline.tsx';
import { Table, TitleCell } from '../../views/kit/table.tsx';
import { Tile } from '../../views/kit/tile.tsx';
import { Time } from '../../views/kit/time.tsx';

const NOW = Date.UTC(2026, 10, 24, 12);
const QUIET = { succeeded: 0, failed: 0, other: 0 };
const WEEK = [0, 3, 12, 40, 40, 2, 0].map((succeeded) => ({
  succeeded,
  failed: succeeded === 12 ? 1 : 0,
  other: 1,
}));
const COLUMNS = [
  { label: 'Integration' },
  { label: 'Version', wide: true },
  { label: 'Last 7 days' },
  { label: 'Changed', num: true, wide: true },
  { label: 'Actions', hidden: true },
];

export function KitLists() {
  return (
    <>
      <Breadcrumb items={[{ href: '/x', label: 'Executions' }]} here="01K8QZ4M7T" mono />
      <PageHead title="Lists" />
      <Search action="/kit" label="Search integrations by name" placeholder="Search by name" value="acme">
        <Button icon="list-filter">Filter</Button>
      </Search>
      <Tabs
        label="Kind"
        items={[
          { href: '/a', label: 'All', current: true },
          { href: '/b', label: 'Failed', count: '3' },
        ]}
      />
      <Table label="Integrations" columns={COLUMNS} id="integrations" bodyId="integration-rows">
        <tr id="integration-1">
          <TitleCell
            href="/x"
            title="Acme order sync"
            note="Paid orders to Acme ERP"
            tile={<Tile hue={hueOf('acme')} />}
          />
          <td class="wide">
            <span class="mono">v14</span> <Badge tone="brand">Draft</Badge>
          </td>
          <td>
            <Sparkline days={WEEK} of="Acme order sync" />
          </td>
          <td class="wide num muted">
            <Time at={NOW - 240_000} from={NOW} />
          </td>
          <td>
            <Button kind="quiet" only="More for Acme order sync" icon="ellipsis" />
          </td>
        </tr>
        <tr aria-selected="true">
          <TitleCell href="/y" title="int_01" mono />
          <td class="wide">
            <span class="mono">v1</span>
          </td>
          <td>
            <Sparkline days={WEEK.map(() => QUIET)} of="int_01" />
          </td>
          <td class="wide num muted">–</td>
          <td />
        </tr>
      </Table>
      <Pager first="/kit" newer="/kit?before=1" older="/kit?after=2" />
      <Table label="Parameters" columns={[{ label: 'Name' }]} scroll>
        <tr>
          <th scope="row">id</th>
        </tr>
      </Table>
      <Section id="none" title="No hits">
        <EmptyState
          title="Build the first one"
          actions={<Button kind="primary">Add an integration</Button>}
          note={<a href="/import">Import a YAML file</a>}
        >
          <p>A trigger starts it, and its steps run one after another.</p>
        </EmptyState>
      </Section>
      <Card id="draft" title="Unpublished Draft" aside={<span class="small muted">2 changes</span>}>
        <Diff
          label="Changes since v14"
          before="In v14"
          after="In the draft"
          rows={[
            { where: 'Order sync › 1 Get order', what: 'Attempts', before: '1', after: '3' },
            { where: 'Order sync › 5 Tell', after: 'new step' },
            { where: 'Config › Old', before: 'text' },
          ]}
        />
      </Card>
      <Facts
        small
        items={[
          { label: 'Database', value: '2.1 GB' },
          { label: 'Started', value: <Time at={NOW} from={NOW} /> },
        ]}
      />
    </>
  );
}
