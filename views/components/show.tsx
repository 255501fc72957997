import type { Child } from 'hono/jsx';
import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { lookOf } from '../../src/lib/ui/step-looks.ts';
import { Badge } from '../kit/badge.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Facts } from '../kit/facts.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Tile } from '../kit/tile.tsx';
import { ComponentHosts, type HostsShown } from './hosts.tsx';
import { ComponentPartCard, type PartShown } from './part.tsx';
import { ComponentUsers, ComponentVersions, type UserRow, type VersionRow } from './versions.tsx';

export type ComponentShown = {
  key: string;
  label: string;
  description: string;
  category: string | undefined;
  documentationUrl: string | undefined;
  groups: PartGroup[];
  picture: string | undefined;
};

/** What only a custom component has. */
export type OwnFacts = {
  number: number;
  versions: VersionRow[];
  users: UserRow[];
  hosts: HostsShown;
  /** The built-in component whose place it has taken. */
  replaces: string | undefined;
};

/** Actions, triggers, connections or data sources, of which there is one at least. */
export type PartGroup = { name: string; parts: PartShown[] };

/** From so many parts on they are listed above; up to so many the list stands open. */
const MANY = 4;
const FEW = 20;

type ComponentProps = {
  frame: Frame;
  component: ComponentShown;
  own: OwnFacts | undefined;
  /** What stands in front of it. */
  dialog?: Child;
};

/** All that a component can do, drawn from what it declares. */
export function ComponentPage({ frame, component, own, dialog }: ComponentProps) {
  const { key, label, description, category, documentationUrl, groups, picture } = component;
  const { icon, hue } = lookOf(key);
  const mayWrite = frame.viewer?.may('integrations:write') === true;
  const count = groups.reduce((sum, group) => sum + group.parts.length, 0);
  const title = (
    <span class="row">
      <Tile hue={hue} icon={icon} picture={picture} />
      <span class="grow">
        {label} {own ? <Badge>custom · {own.number}</Badge> : null}
      </span>
    </span>
  );
  return (
    <StaffLayout frame={frame} title={label} section="components" dialog={dialog}>
      <Breadcrumb items={[{ href: links.components(), label: 'Components' }]} here={label} />
      <PageHead title={title} note={description}>
        <Button href={links.componentManifest(key, { version: own?.number })} icon="download" download>
          Types
        </Button>
        {own && mayWrite ? (
          <MoreMenu name={`More for ${label}`}>
            <MenuItem href={links.componentDeletion(key)} icon="trash-2" danger>
              Delete component …
            </MenuItem>
          </MoreMenu>
        ) : null}
      </PageHead>
      <FormErrors errors={own?.hosts.error === undefined ? {} : { hosts: own.hosts.error }} />
      {own?.replaces === undefined ? null : (
        <Banner tone="brand">
          It stands in the place of the built-in component {own.replaces}, in everything that uses it. Delete
          it to have that one again.
        </Banner>
      )}
      <Facts items={factsOf(key, category, documentationUrl)} />
      {count < MANY ? null : <Contents groups={groups} count={count} />}
      {own ? (
        <>
          <ComponentVersions component={key} rows={own.versions} current={own.number} mayWrite={mayWrite} />
          <ComponentUsers rows={own.users} />
          <ComponentHosts frame={frame} component={key} hosts={own.hosts} />
        </>
      ) : null}
      {groups.map(({ name, parts: own }) => (
        <section class="stack" aria-labelledby={idOf(name)}>
          <h2 id={idOf(name)}>{name}</h2>
          {own.map((part) => (
            <ComponentPartCard part={part} />
          ))}
        </section>
      ))}
    </StaffLayout>
  );
}

const idOf = (name: string) => name.toLowerCase().replaceAll(' ', '-');

function factsOf(key: string, category: string | undefined, documentationUrl: string | undefined) {
  const facts: { label: string; value: Child }[] = [{ label: 'Key', value: <code>{key}</code> }];
  if (category) facts.push({ label: 'Category', value: category });
  if (documentationUrl) {
    const link = (
      <a href={documentationUrl} rel="noreferrer">
        {documentationUrl}
      </a>
    );
    facts.push({ label: 'Documentation', value: link });
  }
  return facts;
}

function Contents({ groups, count }: { groups: PartGroup[]; count: number }) {
  return (
    <nav class="small" aria-label="On this page">
      <details open={count <= FEW}>
        <summary>
          On this page: {groups.map(({ name, parts }) => countWords(name, parts.length)).join(', ')}
        </summary>
        <ul class="columns">
          {groups.flatMap(({ parts }) =>
            parts.map(({ id, label, description }) => (
              <li class="clip">
                <a href={`#${id}`}>{label}</a> <span class="muted">{description}</span>
              </li>
            )),
          )}
        </ul>
      </details>
    </nav>
  );
}

/** `8 actions`, `1 trigger`. */
function countWords(name: string, count: number): string {
  return plural(count, name.toLowerCase().replace(/s$/, ''));
}
