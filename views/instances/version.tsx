import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Badge } from '../kit/badge.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Card } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

export type VersionRow = {
  number: number;
  note: string;
  available: boolean;
  createdAt: Instant;
  publishedBy: string | null;
};

export type Change = {
  version: VersionRow;
  /** Required values that the version asks for and the instance has not. */
  asks: string[];
};

type VersionPageProps = {
  frame: Frame;
  instance: {
    id: string;
    name: string;
    customerName: string;
    integrationName: string;
    version: number;
    /** The version that it gets when what that needs is filled in. */
    target: number | null;
    state: string;
  };
  versions: VersionRow[];
  /** The one to change to. */
  change: Change | undefined;
  /** Why the last try was refused. */
  refused: string | undefined;
  pages: { first: string | undefined; older: string | undefined };
};

export function VersionPage({ frame, instance, versions, change, refused, pages }: VersionPageProps) {
  const path = links.instance(instance.id);
  return (
    <StaffLayout frame={frame} title={`Version of ${instance.name}`} section="instances">
      <div class="stack">
        <Breadcrumb
          items={[
            { href: links.instances(), label: 'Instances' },
            { href: path, label: instance.name },
          ]}
          here="Version"
        />
        <PageHead
          title={`Version of ${instance.name}`}
          note={`${instance.customerName} has v${instance.version} of ${instance.integrationName}`}
        />
      </div>
      {refused === undefined ? null : (
        <Banner tone="bad" alert>
          {refused}
        </Banner>
      )}
      {instance.target === null ? null : (
        <TargetCard frame={frame} id={instance.id} version={instance.version} target={instance.target} />
      )}
      {change && change.version.number !== instance.target ? (
        <ChangeCard frame={frame} instance={instance} change={change} />
      ) : null}
      <Table
        label="Versions"
        columns={[
          { label: 'Version' },
          { label: 'Note' },
          { label: 'Published', wide: true },
          { label: 'Actions', hidden: true },
        ]}
      >
        {versions.map((version) => (
          <Row
            version={version}
            current={instance.version}
            chosen={change?.version.number}
            to={(to) => links.instanceVersion(instance.id, { to })}
          />
        ))}
      </Table>
      <Pager {...pages} />
    </StaffLayout>
  );
}

type TargetCardProps = { frame: Frame; id: string; version: number; target: number };

/** That another version waits until what it needs is filled in, and the way out of it. */
function TargetCard({ frame, id, version, target }: TargetCardProps) {
  return (
    <Card id="target" title={`v${target} waits for its configuration`}>
      <p>
        It stays on v{version} until what v{target} needs is filled in.
      </p>
      <form class="row" method="post" action={links.instanceUpgradeRemoval(id)}>
        <Csrf token={frame.csrf} />
        {frame.viewer?.may('instances:write') ? (
          <Button kind="primary" href={links.answers(id)}>
            Fill it in
          </Button>
        ) : null}
        <Button>Stay on v{version}</Button>
      </form>
    </Card>
  );
}

function ChangeCard({
  frame,
  instance,
  change: { version, asks },
}: Pick<VersionPageProps, 'frame' | 'instance'> & { change: Change }) {
  const isUpgrade = version.number > instance.version;
  const act = isUpgrade ? 'Upgrade' : 'Roll back';
  return (
    <Card id="change" title={`${act} to v${version.number}`}>
      {version.note === '' ? null : <p>{version.note}</p>}
      {asks.length === 0 ? (
        <p class="muted">
          It asks for no new values. What runs ends on v{instance.version}; what begins later runs on this.
        </p>
      ) : (
        <p>
          It asks for {plural(asks.length, 'new value')}: <b>{asks.join(', ')}</b>.{' '}
          {instance.state === 'needs_configuration'
            ? 'Nothing runs until then: the next page asks for it.'
            : `It stays on v${instance.version} until then: the next page asks for it.`}
        </p>
      )}
      <form class="row" method="post" action={links.instanceVersion(instance.id)}>
        <Csrf token={frame.csrf} />
        <input type="hidden" name="version" value={String(version.number)} />
        <Button kind="primary" icon={isUpgrade ? 'circle-arrow-up' : 'rotate-ccw'}>
          {act} to v{version.number}
        </Button>
      </form>
    </Card>
  );
}

type RowProps = {
  version: VersionRow;
  current: number;
  chosen: number | undefined;
  to: (number: number) => string;
};

function Row({
  version: { number, note, available, createdAt, publishedBy },
  current,
  chosen,
  to,
}: RowProps) {
  return (
    <tr id={`version-${number}`} aria-selected={number === chosen ? 'true' : undefined}>
      <th scope="row">
        <span class="row">
          <span class="mono">v{number}</span>
          {number === current ? <Badge tone="brand">Runs now</Badge> : null}
        </span>
      </th>
      <td>{note === '' ? <span class="muted">No note</span> : <p>{note}</p>}</td>
      <td class="wide muted">
        <p>
          <Time at={createdAt} />
          {publishedBy === null ? null : ` · ${publishedBy}`}
        </p>
      </td>
      <td class="num">
        {number === current ? null : available ? (
          <a href={to(number)}>
            {number > current ? 'Upgrade' : 'Roll back'}
            <span class="sr-only"> to version {number}</span>
          </a>
        ) : (
          <span class="small muted">Unavailable</span>
        )}
      </td>
    </tr>
  );
}
