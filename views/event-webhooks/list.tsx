import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { EventWebhookForm, type EventWebhookValues } from './form.tsx';

export type EventWebhookRow = {
  id: string;
  name: string;
  url: string;
  events: string[];
  failingSince: Instant | null;
  disabledAt: Instant | null;
  disabledBy: 'person' | 'failures' | null;
};

type ListProps = {
  frame: Frame;
  rows: EventWebhookRow[];
  first: string | undefined;
  older: string | undefined;
};

const ABOVE = [{ href: links.alerts(), label: 'Alerts' }];
const COLUMNS = [{ label: 'Event webhook' }, { label: 'Events', num: true, wide: true }, { label: 'State' }];

export function EventWebhooksPage({ frame, rows, first, older }: ListProps) {
  const make = (
    <Button kind="primary" href={links.newEventWebhook()} icon="plus" data-key="n">
      Event webhook
    </Button>
  );
  return (
    <StaffLayout frame={frame} title="Event webhooks" section="alerts">
      <div class="stack">
        <Breadcrumb items={ABOVE} here="Event webhooks" />
        <PageHead
          title="Event webhooks"
          note="Addresses elsewhere that are called when something happens here."
        >
          {rows.length === 0 ? null : make}
        </PageHead>
      </div>
      {rows.length === 0 ? (
        <EmptyState title="No event webhooks yet" actions={make}>
          <p>Your own system hears of failures, deployments and versions by a signed call.</p>
        </EmptyState>
      ) : (
        <Table label="Event webhooks" columns={COLUMNS}>
          {rows.map((row) => (
            <tr>
              <TitleCell href={links.eventWebhook(row.id)} title={row.name} note={row.url} />
              <td class="num wide">{row.events.length}</td>
              <td>
                <EventWebhookState row={row} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      <Pager first={first} older={older} />
    </StaffLayout>
  );
}

export function EventWebhookState({ row }: { row: EventWebhookRow }) {
  if (row.disabledBy === 'failures') return <Badge tone="bad">Disabled: nothing arrives</Badge>;
  if (row.disabledAt !== null) return <Badge>Disabled</Badge>;
  return row.failingSince === null ? <Badge tone="ok">Enabled</Badge> : <Badge tone="warn">Failing</Badge>;
}

type NewProps = { frame: Frame; values: EventWebhookValues; errors: Record<string, string> };

export function NewEventWebhookPage({ frame, values, errors }: NewProps) {
  const above = [...ABOVE, { href: links.eventWebhooks(), label: 'Event webhooks' }];
  return (
    <StaffLayout frame={frame} title="New event webhook" section="alerts">
      <div class="stack">
        <Breadcrumb items={above} here="New" />
        <PageHead
          title="New event webhook"
          note="Its secret, which signatures are checked with, is shown next."
        />
        <FormErrors errors={errors} />
      </div>
      <EventWebhookForm
        {...{ frame, values, errors }}
        action={links.eventWebhooks()}
        button="Create event webhook"
      />
    </StaffLayout>
  );
}
