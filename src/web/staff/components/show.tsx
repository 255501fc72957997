import type { Child } from 'hono/jsx';
import * as v from 'valibot';
import type { HostsShown } from '../../../../views/components/hosts.tsx';
import { ComponentPage } from '../../../../views/components/show.tsx';
import type { Component } from '../../../components/component.ts';
import { componentManifest } from '../../../models/component-manifest.ts';
import { usersOfComponent } from '../../../models/component-uses.ts';
import { listComponentVersions } from '../../../models/custom-components.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { attachment } from '../../kit/download.ts';
import { componentAt } from '../../kit/named-components.ts';
import { handler, type SignedIn, show } from '../../kit/page.ts';
import { shownComponent } from './facts.ts';

/** So many versions are listed. */
const MOST = 50;

const componentQuery = { version: v.optional(v.string()) };

export const showComponent = handler<'key', typeof componentQuery>({ query: componentQuery }, async (visit) =>
  show(await componentView(visit, componentAt(visit.deps, visit.param('key'), visit.query.version))),
);

export const downloadManifest = handler<'key', typeof componentQuery>(
  { query: componentQuery },
  async ({ deps, param, query }) => {
    const component = componentAt(deps, param('key'), query.version);
    return attachment(componentManifest(component), `${component.key}.ts`, 'text/plain; charset=utf-8');
  },
);

/** What stands in front of it, and the hosts as they were typed where they were refused. */
type Extras = { dialog?: Child; hosts?: HostsShown };

/** The page of a component, in the version that is looked at. */
export async function componentView(
  { deps, frame, user }: SignedIn,
  component: Component,
  { dialog, hosts = shownHosts(deps.catalog.hostsOf(component.key)) }: Extras = {},
) {
  const { key, custom } = component;
  const { read } = deps.store;
  const own = custom && {
    number: custom.number,
    versions: (await listComponentVersions(read, key, { limit: MOST })).items,
    users: await usersOfComponent(read, viewerOf(user), deps.catalog, key),
    hosts,
    replaces: deps.catalog.replaced(key)?.display.label,
  };
  return <ComponentPage frame={frame} component={shownComponent(component)} own={own} dialog={dialog} />;
}

function shownHosts(hosts: readonly string[] | null): HostsShown {
  return { isRestricted: hosts !== null, text: (hosts ?? []).join('\n'), error: undefined };
}
