import { links } from '../../src/lib/links.ts';
import { OWN_STATES, type OwnState } from '../../src/lib/ui/customer-words.ts';
import { Button } from '../kit/button.tsx';
import { Card, Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import type { Frame } from '../kit/frame.ts';
import { IntegrationTile } from '../kit/integration-tile.tsx';
import { Markdown } from '../kit/markdown.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Status } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { PortalLayout } from './layout.tsx';

/** What the customer is asked for: an account elsewhere, when it should run, or an answer. */
export type Need = { kind: 'account' | 'time' | 'answer'; name: string; note: string; isOptional: boolean };

type OfferProps = {
  frame: Frame;
  offer: { integrationId: string; name: string; category: string; icon: string | null; text: string };
  description: string;
  /** HTML. */
  documentation: string | undefined;
  needs: Need[];
  /** What the customer has of it. */
  own: { id: string; state: OwnState } | undefined;
  mayActivate: boolean;
};

/** One integration before it is activated: what it does, and what it will ask for. */
export function OfferPage({ frame, offer, description, documentation, needs, ...rest }: OfferProps) {
  const { integrationId, name, category, icon, text } = offer;
  return (
    <PortalLayout frame={frame} title={name} place="marketplace">
      <div class="stack">
        <Breadcrumb items={[{ href: links.marketplace(), label: 'Marketplace' }]} here={name} />
        <div class="row">
          <IntegrationTile id={integrationId} name={name} icon={icon} large />
          <div class="grow">
            <PageHead title={name} note={category || undefined}>
              <Act frame={frame} offer={offer} {...rest} />
            </PageHead>
          </div>
        </div>
        <p>{description || text}</p>
      </div>
      <Card id="needs" title="What it will ask for">
        <Needs needs={needs} />
      </Card>
      {documentation === undefined ? null : (
        <Section id="about" title="How it works">
          <Markdown html={documentation} />
        </Section>
      )}
    </PortalLayout>
  );
}

type ActProps = Pick<OfferProps, 'frame' | 'offer' | 'own' | 'mayActivate'>;

function Act({ frame, offer: { integrationId }, own, mayActivate }: ActProps) {
  if (own) {
    const said = OWN_STATES[own.state];
    return (
      <>
        <Status state={said.state}>{said.text}</Status>
        <Button kind="primary" href={links.marketplaceOwn(own.id)}>
          Open
        </Button>
      </>
    );
  }
  if (!mayActivate) return <span class="small muted">An admin of your team can activate it.</span>;
  return (
    <form method="post" action={links.marketplaceActivations(integrationId)}>
      <Csrf token={frame.csrf} />
      <Button kind="primary">Activate</Button>
    </form>
  );
}

const KINDS: Record<Need['kind'], string> = {
  account: 'Your account there',
  time: 'When it should run',
  answer: 'An answer',
};

function Needs({ needs }: { needs: Need[] }) {
  if (needs.length === 0) return <p class="muted">Nothing: it works once it is activated.</p>;
  return (
    <Table label="What it will ask for" named>
      {needs.map(({ kind, name, note, isOptional }) => (
        <tr>
          <th scope="row">
            {name}
            {note === '' ? null : <div class="small muted">{note}</div>}
          </th>
          <td>
            {KINDS[kind]}
            {isOptional ? <span class="muted">, optional</span> : null}
          </td>
        </tr>
      ))}
    </Table>
  );
}
