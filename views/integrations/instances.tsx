import { links } from '../../src/lib/links.ts';
import type { InstanceRow } from '../instances/rows.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { type RunCharts, RunChartsSection } from '../kit/run-charts.tsx';
import { Search } from '../kit/search.tsx';
import { type Monitored, MonitoredSection } from '../monitors/section.tsx';
import { SelectableInstances } from './instance-rows.tsx';
import type { UpgradeFacts } from './upgrade.tsx';
import { LatestUpgrade, type Upgrade, UpgradeBanner } from './upgrade-banners.tsx';

type InstancesProps = {
  frame: Frame;
  integration: IntegrationFacts;
  rows: InstanceRow[];
  q: string | undefined;
  version: string | undefined;
  /** The newest versions, to choose from. */
  versions: string[];
  first: string | undefined;
  older: string | undefined;
  /** The version that instances can move to; undefined where none is available. */
  target: number | undefined;
  upgrade: Upgrade | undefined;
  /** The job that was begun last. */
  latest: UpgradeFacts | undefined;
  charts: RunCharts;
  monitored: Monitored;
  /** Somebody has pressed the button for those that are selected, with none of them. */
  isNothingSelected: boolean;
};

export function IntegrationInstancesPage(props: InstancesProps) {
  const { frame, integration, rows, q, version, first, older, target, upgrade, latest } = props;
  const { charts, monitored } = props;
  const at = links.integrationInstances(integration.id);
  const isFiltered = q !== undefined || version !== undefined;
  const isEmpty = rows.length === 0 && !isFiltered && first === undefined;
  return (
    <IntegrationLayout frame={frame} title="Instances" integration={integration}>
      <PageHead title="Instances" count={isEmpty ? undefined : integration.instanceCount}>
        {frame.viewer?.may('instances:deploy') && target !== undefined && !isEmpty ? (
          <Button kind="primary" href={deployHref(integration)} icon="plus" data-key="n">
            Instance
          </Button>
        ) : null}
      </PageHead>
      {isEmpty ? (
        <NoInstances frame={frame} integration={integration} target={target} />
      ) : (
        <>
          <Narrow {...props} />
          {props.isNothingSelected ? (
            <Banner tone="warn" data-said-by="none">
              Select the instances that are to change version first.
            </Banner>
          ) : null}
          {latest === undefined ? null : <LatestUpgrade upgrade={latest} />}
          {upgrade === undefined ? null : (
            <UpgradeBanner frame={frame} id={integration.id} upgrade={upgrade} />
          )}
          <div class="stack" id="list">
            {rows.length === 0 ? (
              <EmptyState title="No instances fit" actions={<Button href={at}>Clear filter</Button>}>
                <p>Search for another part of the customer's name, or choose any version.</p>
              </EmptyState>
            ) : (
              <SelectableInstances frame={frame} integration={integration} rows={rows} target={target} />
            )}
            <Pager first={first} older={older} />
          </div>
          <RunChartsSection charts={charts} />
        </>
      )}
      <MonitoredSection frame={frame} {...monitored} place={{ integration: integration.id }} />
    </IntegrationLayout>
  );
}

const deployHref = ({ id }: IntegrationFacts) => links.newInstance({ integration: id });

type NoInstancesProps = { frame: Frame; integration: IntegrationFacts; target: number | undefined };

function NoInstances({ frame, integration, target }: NoInstancesProps) {
  if (target === undefined) {
    const publish = (
      <Button kind="primary" href={links.versions(integration.id)}>
        Version history
      </Button>
    );
    return (
      <EmptyState title="No instances yet" actions={publish}>
        <p>Customers get a published version that is available, and there is none. Publish one first.</p>
      </EmptyState>
    );
  }
  const deploy = frame.viewer?.may('instances:deploy') ? (
    <Button kind="primary" href={deployHref(integration)} icon="plus" data-key="n">
      Instance
    </Button>
  ) : undefined;
  return (
    <EmptyState title="No instances yet" actions={deploy}>
      <p>An instance is this integration for one customer, with the customer's own values and connections.</p>
    </EmptyState>
  );
}

function Narrow({ integration, q, version, versions }: InstancesProps) {
  const known = version === undefined || versions.includes(version);
  const choices = known ? versions : [...versions, version];
  return (
    <Search
      action={links.integrationInstances(integration.id)}
      label="Search by name of the customer"
      placeholder="Search customers"
      value={q}
      list="list"
    >
      <select class="auto" name="version" aria-label="Version" data-submit="">
        <option value="">Any version</option>
        {choices.map((each) => (
          <option value={each} selected={each === version}>
            v{each}
          </option>
        ))}
      </select>
      <span class="unscripted">
        <Button>Search</Button>
      </span>
    </Search>
  );
}
