import type { Child } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Badge } from '../kit/badge.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button, CopyButton } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Facts } from '../kit/facts.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { EventWebhookForm, type EventWebhookValues } from './form.tsx';
import { type EventWebhookRow, EventWebhookState } from './list.tsx';

export type DeliveryRow = {
  id: string;
  event: string;
  createdAt: Instant;
  attempts: number;
  nextAttemptAt: Instant | null;
  lastError: string | null;
  deliveredAt: Instant | null;
};

type ShowProps = {
  frame: Frame;
  webhook: EventWebhookRow & { previousUntil: Instant | null };
  values: EventWebhookValues;
  errors: Record<string, string>;
  /** Shown this once. */
  secret: string | undefined;
  dialog: Child;
  deliveries: DeliveryRow[];
  first: string | undefined;
  older: string | undefined;
};

/** An event webhook: how it is, what was sent to it, and what it asks for. */
export function EventWebhookPage(props: ShowProps) {
  const { frame, webhook, values, errors, secret, dialog, deliveries, first, older } = props;
  const { id, name } = webhook;
  const above = [
    { href: links.alerts(), label: 'Alerts' },
    { href: links.eventWebhooks(), label: 'Event webhooks' },
  ];
  return (
    <StaffLayout frame={frame} title={name} section="alerts" dialog={dialog}>
      <div class="stack">
        <Breadcrumb items={above} here={name} />
        <PageHead title={name}>
          <Actions frame={frame} webhook={webhook} />
        </PageHead>
        {secret === undefined ? null : (
          <Banner tone="ok" alert action={<CopyButton text={secret} label="Copy the secret" />}>
            <strong>Copy the secret now.</strong> It is not shown again: <code>{secret}</code>
          </Banner>
        )}
        <State webhook={webhook} />
        <FormErrors errors={errors} />
      </div>
      <Section id="deliveries" title="Deliveries">
        {deliveries.length === 0 ? (
          <p class="muted">Nothing was sent yet. Send a test, and it stands here.</p>
        ) : (
          <Deliveries frame={frame} id={id} rows={deliveries} />
        )}
        <Pager first={first} older={older} />
      </Section>
      <Section id="asked-for" title="What it asks for">
        <EventWebhookForm
          {...{ frame, values, errors }}
          action={links.eventWebhook(id)}
          button="Save event webhook"
        />
      </Section>
    </StaffLayout>
  );
}

function Actions({ frame, webhook: { id, name, disabledAt } }: Pick<ShowProps, 'frame' | 'webhook'>) {
  return (
    <>
      <form method="post" action={links.eventWebhookActivation(id)}>
        <Csrf token={frame.csrf} />
        {disabledAt === null ? (
          <Button icon="pause" name="enabled" value="false">
            Disable
          </Button>
        ) : (
          <Button kind="primary" icon="play" name="enabled" value="true">
            Enable
          </Button>
        )}
      </form>
      <form method="post" action={links.eventWebhookSecrets(id)}>
        <Csrf token={frame.csrf} />
        <Button>New secret</Button>
      </form>
      <form method="post" action={links.eventWebhookTests(id)}>
        <Csrf token={frame.csrf} />
        <Button>Send test</Button>
      </form>
      <MoreMenu name={`More for ${name}`}>
        <MenuItem href={links.eventWebhookDeletion(id)} icon="trash-2" danger>
          Delete event webhook …
        </MenuItem>
      </MoreMenu>
    </>
  );
}

function State({ webhook }: Pick<ShowProps, 'webhook'>) {
  const { url, failingSince, disabledBy, previousUntil } = webhook;
  const items = [
    { label: 'State', value: <EventWebhookState row={webhook} /> },
    { label: 'URL', value: <code>{url}</code> },
  ];
  if (failingSince !== null)
    items.push({ label: 'Nothing has arrived since', value: <Time at={failingSince} /> });
  if (previousUntil !== null)
    items.push({ label: 'The former secret signs until', value: <Time at={previousUntil} /> });
  return (
    <>
      {disabledBy === 'failures' ? (
        <Banner tone="bad">
          It was disabled: nothing has arrived for days, or it answered that it is gone. Mend the receiver,
          then enable it; what waits is sent then.
        </Banner>
      ) : null}
      <Facts items={items} />
    </>
  );
}

const COLUMNS = [
  { label: 'Event' },
  { label: 'Made', wide: true },
  { label: 'State' },
  { label: 'Actions', hidden: true },
];

function Deliveries({ frame, id, rows }: { frame: Frame; id: string; rows: DeliveryRow[] }) {
  return (
    <Table label="Deliveries" columns={COLUMNS}>
      {rows.map((row) => (
        <tr>
          <th scope="row">
            <span class="mono">{row.event}</span>
            {row.lastError === null ? null : <div class="small muted">{row.lastError}</div>}
          </th>
          <td class="wide muted">
            <Time at={row.createdAt} />
          </td>
          <td>
            <DeliveryState row={row} />
          </td>
          <td class="num">
            <form method="post" action={links.deliveryAttempts(id, row.id)}>
              <Csrf token={frame.csrf} />
              <Button kind="quiet" aria-label={`Send again: ${row.event}`}>
                Send again
              </Button>
            </form>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function DeliveryState({ row: { attempts, nextAttemptAt, deliveredAt } }: { row: DeliveryRow }) {
  if (deliveredAt !== null) return <Badge tone="ok">Arrived</Badge>;
  if (nextAttemptAt === null) return <Badge tone="bad">Given up after {attempts} attempts</Badge>;
  if (attempts === 0) return <Badge>Waits</Badge>;
  return (
    <Badge tone="warn">
      Attempt {attempts} failed, next <Time at={nextAttemptAt} />
    </Badge>
  );
}
