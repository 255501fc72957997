import { plural, shortened, thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Lead } from '../kit/facts.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Table, TitleCell } from '../kit/table.tsx';

export type PlannedUpgrade = {
  version: number;
  ready: number;
  unchanged: number;
  needConfiguration: number;
  asking: { id: string; name: string; customerName: string; version: number; asks: string[] }[];
};

type NewUpgradeProps = {
  frame: Frame;
  integration: IntegrationFacts;
  /** Ids of those that were selected, as the address has them; undefined for all. */
  instances: string | undefined;
  selected: number | undefined;
  /** Those that can be chosen. */
  versions: number[];
  /** It is an older version than the newest one. */
  isBack: boolean;
  /** Undefined where no version is available. */
  plan: PlannedUpgrade | undefined;
};

/** What putting instances on a version would do, before anything is done. */
export function NewUpgradePage(props: NewUpgradeProps) {
  const { frame, integration, plan, isBack, selected } = props;
  const act = isBack ? 'Roll back' : 'Upgrade';
  const title = plan ? `${act} to v${plan.version}` : 'Change version';
  return (
    <IntegrationLayout frame={frame} title={title} integration={integration}>
      <div class="stack">
        <Breadcrumb
          items={[{ href: links.integrationInstances(integration.id), label: 'Instances' }]}
          here={title}
        />
        <PageHead
          title={title}
          note={selected === undefined ? 'All instances' : `${plural(selected, 'instance')} selected`}
        />
      </div>
      {plan ? (
        <>
          <VersionChoice {...props} chosen={plan.version} />
          <Plan {...props} plan={plan} act={act} />
        </>
      ) : (
        <EmptyState
          title="No version is available"
          actions={<Button href={links.versions(integration.id)}>Version history</Button>}
        >
          <p>Instances get a published version that is available. Publish one, or make one available.</p>
        </EmptyState>
      )}
    </IntegrationLayout>
  );
}

function VersionChoice({ integration, instances, versions, chosen }: NewUpgradeProps & { chosen: number }) {
  return (
    <form class="row" action={links.newUpgrade(integration.id)}>
      {instances === undefined ? null : <input type="hidden" name="instances" value={instances} />}
      <select class="auto" name="version" aria-label="Version" data-submit="">
        {versions.map((each) => (
          <option value={String(each)} selected={each === chosen}>
            v{each}
          </option>
        ))}
      </select>
      <span class="unscripted">
        <Button>Look again</Button>
      </span>
    </form>
  );
}

function Plan({
  frame,
  integration,
  instances,
  plan,
  act,
}: NewUpgradeProps & { plan: PlannedUpgrade; act: string }) {
  const { version, ready, unchanged, needConfiguration, asking } = plan;
  const isNothing = ready + needConfiguration === 0;
  return (
    <>
      <Lead>{isNothing ? `Nothing is to be changed: they are on v${version} already.` : leadOf(plan)}</Lead>
      {unchanged > 0 && !isNothing ? (
        <p class="muted">{plural(unchanged, 'instance')} on it already, or removed, stay as they are.</p>
      ) : null}
      {isNothing ? null : (
        <form class="row" method="post" action={links.integrationUpgrades(integration.id)}>
          <Csrf token={frame.csrf} />
          <input type="hidden" name="version" value={String(version)} />
          <input type="hidden" name="instances" value={instances ?? ''} />
          <Button kind="primary" name="begin" value="on">
            {ready === 0 ? `Ask for what v${version} needs` : `${act} ${plural(ready, 'instance')}`}
          </Button>
          <Button href={links.integrationInstances(integration.id)} kind="quiet">
            Leave them as they are
          </Button>
        </form>
      )}
      {asking.length === 0 ? null : (
        <Section id="asking" title="What they will be asked for">
          {asking.length < needConfiguration ? (
            <p class="muted">
              The first {thousands(asking.length)} of {thousands(needConfiguration)}.
            </p>
          ) : null}
          <Table
            label="Instances that need configuration"
            columns={[{ label: 'Customer' }, { label: 'Version', wide: true }, { label: 'Needs' }]}
          >
            {asking.map((each) => (
              <tr id={`instance-${each.id}`}>
                <TitleCell
                  href={links.instance(each.id)}
                  title={each.customerName}
                  note={each.name === integration.name ? undefined : each.name}
                />
                <td class="wide mono">v{each.version}</td>
                <td>{shortened(each.asks.join(', '), 200)}</td>
              </tr>
            ))}
          </Table>
        </Section>
      )}
    </>
  );
}

function leadOf({ version, ready, needConfiguration }: PlannedUpgrade): string {
  const changes = `${plural(ready, 'instance')} ${ready === 1 ? 'changes' : 'change'} at once`;
  if (needConfiguration === 0) return `${changes}. Nothing else is asked for.`;
  const one = needConfiguration === 1;
  const needs = `${one ? 'one needs' : `${thousands(needConfiguration)} need`} configuration for v${version} and ${
    one ? 'goes on with the version that it has' : 'go on with the version that they have'
  } until then`;
  if (ready === 0) return `${needs.charAt(0).toUpperCase()}${needs.slice(1)}.`;
  return `${changes}; ${needs}.`;
}
