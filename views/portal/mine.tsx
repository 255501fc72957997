import { links } from '../../src/lib/links.ts';
import { OWN_STATES, type OwnState } from '../../src/lib/ui/customer-words.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { IntegrationTile } from '../kit/integration-tile.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Status } from '../kit/status.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { type LastRun, LastRunWords } from './last-run.tsx';
import { PortalLayout } from './layout.tsx';
import { OwnAnswersLink, type OwnSetUp } from './own-answers.tsx';
import { type Stopped, StoppedBanners } from './stopped.tsx';

export type OwnRow = {
  id: string;
  integrationId: string;
  name: string;
  category: string;
  icon: string | null;
  state: OwnState;
  last: LastRun | undefined;
};

type MineProps = {
  frame: Frame;
  own: (OwnRow & { setUp: OwnSetUp | undefined })[];
  stopped: Stopped[];
  /** Something was removed just now. */
  isRemoved: boolean;
  first: string | undefined;
  older: string | undefined;
};

const COLUMNS = [{ label: 'Integration' }, { label: 'State' }, { label: 'Last', wide: true }];

/** What the customer has, with how it is. */
export function MinePage({ frame, own, stopped, isRemoved, first, older }: MineProps) {
  return (
    <PortalLayout frame={frame} title="My integrations" place="mine">
      <PageHead title="My integrations" />
      {isRemoved ? (
        <Banner tone="ok" data-said-by="removed">
          It is removed. What it was doing has stopped.
        </Banner>
      ) : null}
      <StoppedBanners frame={frame} stopped={stopped} />
      {own.length === 0 ? (
        <EmptyState
          title="You have no integrations yet"
          actions={
            <Button kind="primary" href={links.marketplace()}>
              Marketplace
            </Button>
          }
        >
          <p>Activate one on the marketplace, and it stands here with what it does for you.</p>
        </EmptyState>
      ) : (
        <Table label="My integrations" columns={COLUMNS}>
          {own.map(({ id, integrationId, name, category, icon, state, last, setUp }) => (
            <tr>
              <TitleCell
                href={links.marketplaceOwn(id)}
                title={name}
                note={category || undefined}
                tile={<IntegrationTile id={integrationId} name={name} icon={icon} />}
              />
              <td>
                <Status state={OWN_STATES[state].state}>{OWN_STATES[state].text}</Status>
                {setUp === undefined ? null : <OwnAnswersLink id={id} setUp={setUp} />}
              </td>
              <td class="wide muted">
                <LastRunWords last={last} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      <Pager first={first} older={older} />
    </PortalLayout>
  );
}
